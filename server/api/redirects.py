"""The addresses of threads that were joined to others, in the API and on pages."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from archive.threads import threads
from domain.errors import NotFound
from domain.ids import is_id
from server.context import app_context


def forwarded(id_: str) -> Response | None:
    """The way to the thread that this one was joined to, method and body kept; None for any other. Raises NotFound."""
    if not is_id(id_):
        raise NotFound("There is no thread under this address.")
    kept = threads.merged_into(app_context().archive, id_)
    if kept is None:
        return None
    asked = request.full_path if request.query_string else request.path
    return redirect(asked.replace(id_, kept, 1), 308)
