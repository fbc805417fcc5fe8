"""Edits by hand: a pure layer over whatever was read, applied again whenever a thread is read again."""

from domain.edits.description import describe
from domain.edits.layer import apply_edits
from domain.edits.requests import EditRequest, operation_from

__all__ = ["EditRequest", "apply_edits", "describe", "operation_from"]
