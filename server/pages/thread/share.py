"""The page where a thread is shared: makes links, lists those that are open, revokes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import shares
from domain.editions import Edition
from domain.shapes.share import Share
from presentation.messages import load_messages
from server.access.auth import Role, allow_role, current_caller
from server.access.share_links import share_url
from server.api.redirects import checked_id, redirect_merged
from server.api.threads import load
from server.context import app_context
from server.pages.dates import Date, date

blueprint = Blueprint("share_pages", __name__, url_prefix="/threads")
DAY: Final = 86_400
EXPIRIES: Final = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY, "never": None}


@dataclass(frozen=True, slots=True)
class ShareView:
    """A link as it is listed."""

    id: str
    url: str
    mail: str
    shows: tuple[str, ...]
    expires: Date | None
    openings: int


@blueprint.get("/<id_>/share")
@allow_role(Role.EDITOR)
def show(id_: str) -> str | Redirect:
    """Shows the thread's links, and a form for another."""
    if moved := redirect_merged(id_):
        return moved
    thread = load(app_context(), id_)
    listed = shares.list_shares(app_context().archive, id_)
    return render_template(
        "pages/share.html.jinja",
        thread_id=id_,
        title=thread.version.title,
        shares=[_view(share, thread.version.title) for share in listed],
        editions=tuple(Edition),
        expiries=tuple(EXPIRIES),
    )


@blueprint.post("/<id_>/share")
@allow_role(Role.EDITOR)
def make(id_: str) -> Redirect:
    """Makes a link."""
    form, by = request.form, current_caller().name
    editions = tuple(edition for edition in Edition if edition.value in form.getlist("edition"))
    if not editions:
        flash(load_messages().pages.share.no_edition)
        return redirect(f"/threads/{id_}/share", 303)
    seconds = EXPIRIES.get(form.get("expiry", ""), 7 * DAY)
    hidden, tags = "redact" in form, "tags" in form
    shares.create(app_context().archive, checked_id(id_), by=by, seconds=seconds, redact=hidden, editions=editions, tags=tags)
    flash(load_messages().pages.share.ready)
    return redirect(f"/threads/{id_}/share", 303)


@blueprint.post("/<id_>/shares/<share_id>/revoke")
@allow_role(Role.EDITOR)
def revoke(id_: str, share_id: str) -> Redirect:
    """Revokes a link."""
    shares.revoke(app_context().archive, checked_id(id_), share_id, current_caller().name)
    flash(load_messages().pages.share.revoked)
    return redirect(f"/threads/{id_}/share", 303)


def _view(share: Share, title: str) -> ShareView:
    texts, url = load_messages().pages.share, share_url(share.id)
    hints = [*(load_messages().pages.editions[edition] for edition in share.editions)]
    hints += [texts.names_hidden] if share.redact else []
    hints += [] if share.tags else [texts.without_themes]
    subject = texts.subject if share.redact else title
    mail = f"mailto:?subject={quote(subject)}&body={quote(url)}"
    return ShareView(share.id, url, mail, tuple(map(str, hints)), date(share.expires_at), share.openings)
