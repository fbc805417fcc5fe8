"""Redirects of threads that were merged into others, in the API and on pages."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from archive.threads import threads
from domain.errors import NotFound
from domain.ids import is_id
from server.context import app_context


def redirect_merged(id_: str) -> Response | None:
    """A redirect to the thread that this one was merged into, method and body kept; None for any other. Raises NotFound."""
    target = threads.merged_into(app_context().archive, checked_id(id_))
    if target is None:
        return None
    address = request.full_path if request.query_string else request.path
    return redirect(address.replace(id_, target, 1), 308)


def checked_id(id_: str) -> str:
    """The id of a thread as it stands in an address. Raises NotFound for what cannot be one."""
    if not is_id(id_):
        raise NotFound("thread")
    return id_
