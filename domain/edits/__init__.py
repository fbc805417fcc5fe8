"""Mending by hand: a pure layer over whatever was read, laid on whenever a thread is read again."""

from domain.edits.description import told
from domain.edits.layer import mended
from domain.edits.requests import Asked, operation_of

__all__ = ["Asked", "mended", "operation_of", "told"]
