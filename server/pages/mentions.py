"""The page of the bot: its accounts, what it was asked and what it answered, and who is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import mentions, opt_outs
from archive.archive import Archive
from domain.bare_urls import safe_address
from domain.errors import Invalid, NotFound
from domain.follow_names import parse_follow
from domain.shapes.mention import BOT_SITES, BotAccount, Mention, MentionState
from domain.shapes.reading import Site
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role, current_caller
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.pages.dates import Date, date
from server.problems import error_text

blueprint = Blueprint("mention_pages", __name__)
ROWS: Final = 50
MOST_PAGES: Final = 10_000
BLUESKY_POST: Final = re.compile(r"at://(?P<account>[\w:.-]+)/[\w.]+/(?P<key>[\w:.~-]+)", re.A)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account of the bot; `about` are counts of its mentions."""

    name: str
    site: str
    about: tuple[str, ...]
    looked: Date | None
    fault: str | None


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention in the list, with the addresses of its post, its answer and its thread."""

    handle: str
    about: tuple[str, ...]
    asked_at: Date | None
    reason: str | None
    post: str | None
    answer: str | None
    thread: str | None


@blueprint.get("/mentions")
@allow_role(Role.READER)
def index() -> str:
    """Shows what the bot did."""
    return _page()


@blueprint.post("/mentions/opt-outs")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def change() -> Redirect | tuple[str, int]:
    """Adds an account to those that are left alone, or removes one."""
    texts, archive, form = load_messages().pages.mentions, app_context().archive, request.form
    try:
        site = _site(form.get("site", ""))
        if form.get("do") == "remove":
            opt_outs.remove(archive, site, form.get("account", ""))
            flash(texts.removed)
            return redirect("/mentions#opt-outs", 303)
        _, handle = parse_follow(site, form.get("handle", ""))
    except Invalid as error:
        fault = next((sentence(reason) for reason in error.fields.values()), error_text(error))
        return _page(fault=fault, written=form.get("handle", "")), 422
    opt_outs.add(archive, site, handle.lower(), handle, current_caller().name)
    flash(texts.added(handle=handle))
    return redirect("/mentions#opt-outs", 303)


def _page(fault: str = "", written: str = "") -> str:
    archive, sites = app_context().archive, load_messages().shared.sites
    written_page = request.args.get("page", "1")
    page = min(int(written_page), MOST_PAGES) if written_page.isascii() and written_page.isdecimal() else 1
    listed = mentions.list_recent(archive, ROWS + 1, max(page - 1, 0) * ROWS)
    return render_template(
        "pages/mentions.html.jinja",
        accounts=_accounts(archive),
        rows=[_row(mention) for mention in listed[:ROWS]],
        newer=page - 1 if page > 1 else None,
        older=page + 1 if len(listed) > ROWS else None,
        opt_outs=[(item, sites[item.site.value], date(item.created_at)) for item in opt_outs.list_all(archive)],
        choices={site.value: sites[site.value] for site in BOT_SITES},
        fault=fault,
        written=written,
    )


def _accounts(archive: Archive) -> list[AccountRow]:
    counts = mentions.count_by_state(archive)
    return [_account(account, counts) for account in mentions.list_accounts(archive)]


def _account(account: BotAccount, counts: dict[tuple[Site, MentionState], int]) -> AccountRow:
    texts = load_messages().pages.mentions
    own = {state: counts.get((account.site, state), 0) for state in MentionState}
    unfinished = sum(own[state] for state in mentions.UNFINISHED)
    about = [
        texts.answered(own[MentionState.ANSWERED]),
        *([texts.unfinished(unfinished)] if unfinished else []),
        *([texts.ignored(own[MentionState.IGNORED])] if own[MentionState.IGNORED] else []),
    ]
    site, fault = load_messages().shared.sites[account.site.value], account.fault
    return AccountRow(f"@{account.handle}", site, tuple(about), date(account.checked_at), sentence(fault) if fault else None)


def _row(mention: Mention) -> MentionRow:
    texts = load_messages().pages.mentions
    return MentionRow(
        handle=f"@{mention.handle.removeprefix('@')}",
        about=(texts.commands[mention.command.value], texts.states[mention.state.value]),
        asked_at=date(mention.asked_at),
        reason=sentence(mention.reason) if mention.reason else None,
        post=_web_address(mention.url),
        answer=_web_address(mention.answer),
        thread=f"/threads/{mention.thread_id}" if mention.thread_id else None,
    )


def _web_address(address: str | None) -> str | None:
    """Where people see a post; None for one without a page."""
    if address and (match := BLUESKY_POST.fullmatch(address)):
        return f"https://bsky.app/profile/{match['account']}/post/{match['key']}"
    return safe_address(address or "")


def _site(name: str) -> Site:
    """Raises NotFound."""
    site = next((site for site in BOT_SITES if site.value == name), None)
    if site is None:
        raise NotFound("opt_out")
    return site
