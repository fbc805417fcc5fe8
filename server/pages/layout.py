"""The layout that all pages share: navigation, messages about the last action, login state; and the globals of templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, current_app, get_flashed_messages, request
from markupsafe import Markup, escape
from werkzeug.urls import iri_to_uri

from archive import people
from domain.errors import ThreadsheetError
from domain.shapes.thread import Gap
from domain.url_parts import split_url
from presentation.messages import CURRENT_LANGUAGE, languages
from server.access.auth import NOBODY, SAFE_METHODS, Caller, Role, Scope, current_caller
from server.context import app_context
from server.pages.assets import TEMPLATES, assets

NAVIGATION: Final = ("/threads", "/authors", "/themes")
"""The paths in the head of every page, in order; those without a view are left out."""
MENU: Final = ("/imports", "/codings", "/settings", "/wastebasket", "/help")
"""The paths in the menu beside them."""
OWNERS: Final = frozenset({"/settings"})
"""Those of them that only an owner sees."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the base template shows. `path` is the path of the page, `full_path` leads to it again.

    `query` is what the field for searching has; `messages` are about what was just done; `locked` is true when a
    login is needed and this browser has not logged in, `by_password`, `by_name` and `by_provider` say how one can; `person` is
    who is logged in; `support` are addresses where people can support this server.
    """

    path: str
    full_path: str
    language: str
    languages: tuple[str, ...]
    query: str
    navigation: tuple[str, ...]
    menu: tuple[str, ...]
    messages: tuple[str, ...]
    locked: bool
    can_log_out: bool
    person: str
    may_write: bool
    by_password: bool
    by_name: bool
    by_provider: bool
    support: tuple[str, ...]


def page_layout() -> Layout:
    """Returns the layout of the requested page."""
    rules = {rule.rule for rule in current_app.url_map.iter_rules()}
    caller = _caller()
    role = caller.role
    locked = role is None
    menu: list[str] = [path for path in MENU if path in rules and (role is Role.OWNER or path not in OWNERS)]
    menu += ["/account"] if caller.in_session else []
    return Layout(
        path=request.path,
        full_path=_full_path(),
        language=CURRENT_LANGUAGE.get(),
        languages=languages(),
        query=request.args.get("q", "") if request.path == "/threads" else "",
        navigation=() if locked else tuple(path for path in NAVIGATION if path in rules),
        menu=() if locked else tuple(menu),
        support=tuple(app_context().settings.support_links),
        messages=tuple(str(message) for message in get_flashed_messages()),
        locked=locked,
        can_log_out=caller.session is not None,
        person=caller.name if caller.session or caller.in_session else "",
        may_write=caller.may(Scope.WRITE),
        by_password=app_context().settings.password is not None,
        by_name=locked and people.count(app_context().archive) > 0,
        by_provider=app_context().settings.oidc_issuer is not None,
    )


def _caller() -> Caller:
    """Nobody for a token that is unknown: pages about faults have a layout too."""
    try:
        return current_caller()
    except ThreadsheetError:
        return NOBODY


def _full_path() -> str:
    """The path and query of the page; where it answers a form, those of the page that has the form."""
    if request.method in SAFE_METHODS:
        return iri_to_uri(request.full_path).rstrip("?")
    form_page = split_url(request.referrer)
    return f"{form_page.path or '/'}{'?' + form_page.query if form_page.query else ''}"


def install(app: Flask) -> None:
    """Registers the globals, filters and tests that templates use."""
    mark = Markup((TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8").strip())  # noqa: S704 - our own file
    hidden = mark.replace("<svg", Markup('<svg aria-hidden="true"'), 1)
    app.jinja_env.globals.update(mark=hidden, asset=assets().address)
    app.jinja_env.filters.update(breakable=breakable, host=host)
    app.jinja_env.tests["gap"] = lambda item: isinstance(item, Gap)
    app.jinja_env.globals["has_route"] = _has_route
    app.context_processor(lambda: {"layout": page_layout()})


def breakable(text: str) -> Markup:
    """Lets long addresses and digests break after slashes, so that they fit their column."""
    markup: Any = escape(text).replace("/", Markup("/<wbr/>"))
    return Markup(markup)  # noqa: S704 - escaped above


def host(address: str) -> str:
    """The host of a web address, or the mail address."""
    return split_url(address).hostname or address.partition(":")[2]


def _has_route(rule: str) -> bool:
    """Whether there is a view with this rule, so that pages link to nothing that is not there."""
    return any(known.rule == rule for known in current_app.url_map.iter_rules())
