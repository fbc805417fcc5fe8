"""The page of what happens by itself: followed authors, scheduled refreshes, and notifications; its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import follow_failures, follows, notices, routines, schedules
from archive.library import author_profiles
from domain.durations import format_duration, parse_duration
from domain.errors import Invalid
from domain.follow_names import parse_follow, recognise_follow
from domain.shapes.author import AuthorName
from domain.shapes.follow import ASKED, LONGEST, SHORTEST, FailedThread, Follow
from domain.shapes.reading import Site
from domain.shapes.routine import RoutineKind
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.api.follows import retry_failed
from server.api.redirects import checked_id
from server.api.schedules import NEVER, parse_every
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.dates import Date, date
from server.problems import error_text

blueprint = Blueprint("follow_pages", __name__)
LOOKS: Final = ("5m", "1h", "6h", "1d", "1w")
REFRESHES: Final = ("1h", "6h", "1d", "1w", "4w")


@dataclass(frozen=True, slots=True)
class FollowRow:
    """A followed author in the list; `about` are facts, `dates` those with a date."""

    id: str
    name: str
    handle: str
    href: str | None
    about: tuple[str, ...]
    dates: tuple[tuple[str, Date | None], ...]
    paused: bool
    fault: str | None
    is_asked: bool
    failed: tuple[tuple[FailedThread, Date | None], ...]


@blueprint.get("/follows")
@allow_role(Role.READER)
def index() -> str:
    """Lists what happens by itself."""
    return _page()


@blueprint.post("/follows")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def add() -> Redirect | tuple[str, int]:
    """Follows an author: by what a person typed, or by site and handle from the author's page."""
    form = request.form
    try:
        written = form.get("who", "")
        site, handle = parse_follow(_site(form["site"]), written) if "site" in form else recognise_follow(written)
        every = parse_duration(form.get("every", "1h"), SHORTEST, LONGEST)
    except Invalid as error:
        return _page(fault=_fault(error), written=form.get("who", "")), 422
    follow = follows.add(app_context().archive, site, handle, every=every, keep="keep" in form, by=current_caller().name)
    flash(load_messages().pages.follows.added(name=_name(follow)))
    return redirect("/follows", 303)


@blueprint.post("/follows/<id_>")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def change(id_: str) -> Redirect:
    """Pauses a follow, goes on with it, removes it, or tries again what it could not archive."""
    archive, do = app_context().archive, request.form.get("do")
    if do == "retry":
        flash(load_messages().pages.follows.retried(retry_failed(id_)))
    elif do == "remove":
        follows.remove(archive, id_)
        flash(load_messages().pages.follows.removed)
    else:
        follows.pause(archive, id_, paused=do == "pause")
    return redirect("/follows", 303)


@blueprint.post("/follows/refresh")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def refresh_all() -> Redirect:
    """Sets how often all threads are refreshed."""
    return _set_schedule("/follows#refresh", None)


@blueprint.post("/follows/notify")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def send_test() -> Redirect:
    """Has a test sent to the addresses of NOTIFY, with all that waits."""
    notices.request_test(app_context().archive)
    flash(load_messages().pages.follows.notify_tested)
    return redirect("/follows#notify", 303)


@blueprint.post("/authors/<site>/<handle>/refresh-schedule")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def refresh_author(site: str, handle: str) -> Redirect:
    """Sets how often an author's threads are refreshed."""
    author = author_profiles.parse_author(site, handle)
    return _set_schedule(f"/authors/{site}/{handle}", author)


@blueprint.post("/threads/<id_>/refresh-schedule")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def refresh_thread(id_: str) -> Redirect:
    """Sets how often a thread is refreshed."""
    try:
        written = request.form.get("every")
        every = timedelta(0) if written == NEVER else parse_every(written)
        schedules.set_for_thread(app_context().archive, checked_id(id_), every)
        flash(load_messages().pages.follows.refresh_saved)
    except Invalid as error:
        flash(_fault(error))
    return redirect(f"/threads/{id_}", 303)


@blueprint.app_template_filter("every")
def every_text(every: str) -> str:
    """A span of time such as `6h`, as the distance of what comes again."""
    return str(load_messages().pages.follows.every[every[-1]](int(every[:-1])))


def can_follow(author: AuthorName) -> bool:
    """Whether the site's authors can be followed; a page of the web names no feed."""
    try:
        return author.site is not Site.WEB and bool(parse_follow(author.site, author.handle))
    except Invalid:
        return False


def _set_schedule(back: str, author: AuthorName | None) -> Redirect:
    try:
        schedules.set_shared(app_context().archive, parse_every(request.form.get("every")), author)
        flash(load_messages().pages.follows.refresh_saved)
    except Invalid as error:
        flash(_fault(error))
    return redirect(back, 303)


def _page(fault: str = "", written: str = "") -> str:
    archive = app_context().archive
    every, failed = schedules.load_shared(archive), follow_failures.list_all_failed(archive)
    return render_template(
        "pages/follows.html.jinja",
        rows=[_row(follow, failed.get(follow.id, ())) for follow in follows.list_all(archive)],
        fault=fault,
        written=written,
        looks=LOOKS,
        refreshes=REFRESHES,
        every=format_duration(every) if every else "",
        notify=_notify_lines(),
        notifies=bool(app_context().settings.notify),
    )


def _notify_lines() -> tuple[str, ...]:
    """Whether notifications are sent, what waits, and why the last sending failed."""
    texts, context = load_messages().pages.follows, app_context()
    if not context.settings.notify:
        return (texts.notify_off,)
    lines = [texts.notify_digest if context.settings.notify_digest else texts.notify_at_once]
    if waiting := notices.count_unsent(context.archive):
        lines.append(texts.notify_waiting(waiting))
    routine = routines.find(context.archive, RoutineKind.NOTIFY, notices.SUBJECT)
    if routine and routine[1]:
        lines.append(texts.notify_failed(why=sentence(routine[1].reason)))
    return tuple(lines)


def _row(follow: Follow, failed: Sequence[FailedThread]) -> FollowRow:
    texts, shared = load_messages().pages.follows, load_messages().shared
    is_asked, every = follow.site in ASKED, format_duration(follow.every)
    about = [shared.sites[follow.site.value] if follow.site is not Site.WEB else "RSS / Atom"]
    if is_asked:
        about += [every_text(every)]
        about += [texts.threads(follow.threads) if follow.archive else texts.only_told]
    if follow.paused_at:
        about.append(texts.paused)
    dates = [(texts.gone, follow.gone_at), (texts.looked, follow.checked_at), (texts.found, follow.found_at)]
    if is_asked and not follow.checked_at and not follow.fault and not follow.paused_at:
        about.append(texts.first_look)
    fault = sentence(follow.fault) if follow.fault else None
    return FollowRow(
        id=follow.id,
        name=_name(follow),
        handle=follow.handle,
        href=follow.handle if follow.site is Site.WEB else f"/threads?site={follow.site.value}&author={follow.handle}",
        about=tuple(about),
        dates=tuple((label, date(when)) for label, when in dates if when),
        paused=follow.paused_at is not None,
        fault=fault if is_asked else texts.not_asked(site=shared.sites[follow.site.value]),
        is_asked=is_asked,
        failed=tuple((item, date(item.at)) for item in failed),
    )


def _name(follow: Follow) -> str:
    return follow.name or (follow.handle if follow.site is Site.WEB else f"@{follow.handle}")


def _site(name: str) -> Site:
    """Raises Invalid."""
    return author_profiles.parse_author(name, "x").site


def _fault(error: Invalid) -> str:
    """What is wrong with the field, where one is named."""
    return next((sentence(reason) for reason in error.fields.values()), error_text(error))
