"""Sends what happened to the addresses of the setting NOTIFY: the round of the routine of notifications.

The addresses are the operator's own, who may mean a server in the private network, so apprise's requests do not pass the
guarded fetcher. Strangers name none of them: only titles come from outside, as plain text.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from archive import notices, routines
from archive.archive import Archive
from domain.errors import NotifyFailed
from domain.settings import Settings
from domain.shapes.failure import Failure
from domain.shapes.notice import Notice
from domain.shapes.routine import Routine
from presentation.messages import load_messages
from workers.pipeline import Pipeline
from workers.sandbox import run_in_sandbox

MOST_LINES: Final = 30
IDLE: Final = timedelta(days=300)
DIGEST: Final = timedelta(days=1)


def send(archive: Archive, pipeline: Pipeline, settings: Settings, claimed: Routine, heartbeat: Callable[[], None]) -> None:
    """Sends all that waits in one message. Raises NotifyFailed where nobody took it: it is tried again later."""
    waiting = notices.list_unsent(archive)
    refused: tuple[str, ...] = ()
    if waiting and settings.notify:
        addresses = [address.get_secret_value() for address in settings.notify]
        text = compose(waiting, settings.public_url)
        refused = run_in_sandbox(deliver, addresses, *text, limits=pipeline.limits, failure=NotifyFailed, heartbeat=heartbeat)
    finish(archive, claimed, waiting if settings.notify else (), refused, DIGEST if settings.notify_digest else IDLE)


def finish(archive: Archive, claimed: Routine, sent: Sequence[Notice], refused: tuple[str, ...], pause: timedelta) -> None:
    """Removes what was sent, and notes the services that refused it: the others would get it twice. Raises `LeaseLost`."""
    with archive.database.write() as connection:
        notices.remove(connection, sent)
    if refused:
        error = NotifyFailed(services=refused)
        routines.fail(archive, claimed, Failure(error.reason, error.retryable), pause)
    else:
        routines.finish(archive, claimed, archive.clock() + pause)


def compose(waiting: Sequence[Notice], public_url: str | None) -> tuple[str, str]:
    """Title and text: a line for each piece of news, the first thirty."""
    texts = load_messages().notifications
    lines = [str(texts.events[notice.event.value](title=notice.title)) + _link(notice, public_url) for notice in waiting]
    title = lines[0].partition("\n")[0] if len(lines) == 1 else texts.several(len(lines))
    rest = len(lines) - MOST_LINES
    return f"Threadsheet: {title}", "\n".join([*lines[:MOST_LINES], *([texts.more(rest)] if rest > 0 else [])])


def _link(notice: Notice, public_url: str | None) -> str:
    own = f"{public_url.rstrip('/')}/threads/{notice.thread_id}" if public_url and notice.thread_id else None
    return f"\n{own or notice.url}" if own or notice.url else ""


def deliver(addresses: Sequence[str], title: str, text: str) -> tuple[str, ...]:
    """Returns the services whose addresses refused it, without the addresses, which hold passwords.

    Raises NotifyFailed where no address took it.
    """
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    try:
        apprise = importlib.import_module("apprise")
    except ImportError as error:
        raise NotifyFailed("not_installed") from error
    refused: list[str] = []
    for address in addresses:
        sender = apprise.Apprise()
        if not sender.add(address) or not sender.notify(title=title, body=text, body_format="text"):
            refused.append(address.partition(":")[0])
    services = tuple(dict.fromkeys(refused))
    if len(refused) == len(addresses):
        raise NotifyFailed(services=services)
    return services
