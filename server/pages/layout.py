"""The frame of every page: which places there are, which one this is, what has just been told; and what templates may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, current_app, get_flashed_messages, request
from markupsafe import Markup, escape

from domain.shapes.thread import Gap
from server.access import sessions
from server.context import app_context
from server.pages.assets import TEMPLATES, assets

PLACES: Final = ("/threads", "/themes", "/settings", "/help")
"""In the order of the head; those that this Threadsheet has not are left out."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`here` is the path of the page, `asked` with its query; `told` are sentences about what was just done.

    `locked` when there is a password and this browser has not given it.
    """

    here: str
    asked: str
    places: tuple[str, ...]
    told: tuple[str, ...]
    locked: bool
    can_log_out: bool


def frame() -> Frame:
    """The frame of the page that is asked for."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    password = app_context().settings.password
    logged_in = password is not None and sessions.logged_in(password)
    locked = password is not None and not logged_in
    return Frame(
        here=request.path,
        asked=request.full_path.rstrip("?"),
        places=() if locked else tuple(place for place in PLACES if place in known),
        told=tuple(str(message) for message in get_flashed_messages()),
        locked=locked,
        can_log_out=logged_in,
    )


def install(app: Flask) -> None:
    """Give templates what every page uses."""
    mark = Markup((TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8").strip())  # noqa: S704 - a file of ours
    hidden = mark.replace("<svg", Markup('<svg aria-hidden="true"'), 1)
    app.jinja_env.globals.update(mark=hidden, asset=assets().address)
    app.jinja_env.filters["breakable"] = breakable
    app.jinja_env.tests["gap"] = lambda item: isinstance(item, Gap)
    app.context_processor(lambda: {"frame": frame()})


def breakable(text: str) -> Markup:
    """Addresses and digests with places to break at, so that they never run out of their column."""
    pieces: Any = escape(text).replace("/", Markup("/<wbr/>"))
    return Markup(pieces)  # noqa: S704 - escaped above
