"""The status page, for those who keep a server running: what is up, what waits, what failed, and how much room is left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template

from archive import mentions
from archive.stats import collect_stats
from archive.work_stats import WorkStats, collect_work_stats
from domain.version import VERSION
from presentation.messages import load_messages, moment, sentence
from server.access.auth import Role, allow_role
from server.context import AppContext, app_context
from server.health import OK, parts_of

blueprint = Blueprint("status_pages", __name__)
LITTLE_ROOM: Final = 1_000_000_000
"""Free bytes below which the page warns."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A kind of work: rows that wait, minutes of the oldest one, rows that are worked on."""

    name: str
    waiting: int
    oldest_minutes: int
    claimed: int


@dataclass(frozen=True, slots=True)
class BotRow:
    """An account of the bot: its site, the last look at its mentions, and what is wrong."""

    name: str
    looked: str
    fault: str | None


@blueprint.get("/status")
@allow_role(Role.OWNER)
def index() -> str:
    """Shows how the server is doing."""
    context = app_context()
    health, stats = context.queue.health(), collect_stats(context.archive)
    texts, free = load_messages().operators, shutil.disk_usage(context.settings.data).free
    return render_template(
        "pages/status.html.jinja",
        parts={texts.parts[name]: (texts.states[state], state == OK) for name, state in parts_of(health).items()},
        workers=health.workers if health else None,
        work=_rows(collect_work_stats(context.archive)),
        stats=stats,
        failures=sorted(stats.failures.items(), key=lambda item: (-item[1], item[0])),
        changed=sorted(stats.changed_pages.items(), key=lambda item: (-item[1], item[0])),
        free_gigabytes=round(free / 1e9, 1),
        little_room=free < LITTLE_ROOM,
        version=VERSION,
        bots=_bots(context),
        database=_database(context),
    )


def _rows(stats: WorkStats) -> list[WorkRow]:
    names = load_messages().operators.kinds
    return [
        WorkRow(names[kind], waiting, int(stats.oldest_seconds[kind] // 60), stats.claimed[kind])
        for kind, waiting in stats.waiting.items()
    ]


def _bots(context: AppContext) -> list[BotRow]:
    """When the mentions of the bot's accounts were read last, or why they cannot be."""
    texts, sites = load_messages().operators, load_messages().shared.sites
    rows = []
    for account in mentions.list_accounts(context.archive):
        looked = texts.bot_looked(day=moment(account.checked_at)) if account.checked_at else texts.bot_never
        fault = sentence(account.fault) if account.fault else None
        rows.append(BotRow(texts.bot(site=sites[account.site.value]), looked, fault))
    return rows


def _database(context: AppContext) -> str:
    return "SQLite" if context.archive.database.is_sqlite else "PostgreSQL"
