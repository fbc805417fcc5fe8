"""Mending by hand: a pure layer over whatever was read, laid on whenever a thread is read again."""

from archive.mending.asking import Asked, operation_of
from archive.mending.layer import mended
from archive.mending.telling import told

__all__ = ["Asked", "mended", "operation_of", "told"]
