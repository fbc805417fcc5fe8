"""Requests handouts of several threads, for the API, the library's bar and the page of such a handout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from archive import handouts
from archive.library import listing
from archive.threads import threads
from domain.code_hash import RENDERER
from domain.editions import CONTENTS, Edition
from domain.errors import Invalid, NotFound
from domain.ids import is_id
from domain.messages import message
from domain.search.parsing import parse_query
from domain.shapes.handout import Format, Handout
from domain.shapes.options import Options
from domain.shapes.thread import Thread
from server.access.auth import current_caller
from server.api.redirects import checked_id
from server.context import AppContext
from server.handout_files import request_handout

MAX_THREADS: Final = 200
MAX_TITLE: Final = 200
EDITIONS: Final = tuple(edition for edition in Edition if not CONTENTS[edition].exercise)
"""A workshop is about one thread."""
FOR_ONE_THREAD: Final = frozenset({"points", "part", "cards", "pdfa"})
"""Options that have no meaning for several threads."""


def joint_url(handout: Handout) -> str:
    """The path of the file."""
    return f"/handouts/{handout.id}.{handout.key.format.value}"


def request_joint(
    context: AppContext, ids: Sequence[str], title: str, edition: Edition, format_: Format, options: Mapping[str, str]
) -> Handout:
    """Requests a handout of those threads, in that order. Raises Invalid and NotFound."""
    ids = tuple(dict.fromkeys(ids))
    if not ids:
        raise Invalid("no_threads", fields={"threads": message("invalid.no_threads")})
    if len(ids) > MAX_THREADS:
        too_many = message("invalid.joint_too_many", most=MAX_THREADS, count=len(ids))
        raise Invalid("joint_too_many", fields={"threads": too_many}, most=MAX_THREADS, count=len(ids))
    chosen = {name: value for name, value in options.items() if name not in FOR_ONE_THREAD}
    parsed = Options.parse(chosen).relevant_to(edition, format_)
    joined = [load_present(context, id_) for id_ in ids]
    line = " ".join(title.split())[:MAX_TITLE]
    key = handouts.joint_key(joined, line, edition, format_, RENDERER, parsed.query)
    return request_handout(context, key)


def find_threads(context: AppContext, query: str) -> tuple[str, ...]:
    """The threads that a query finds. Raises Invalid."""
    return tuple(listing.list_thread_ids(context.archive, parse_query(query), current_caller().person))


def load_present(context: AppContext, id_: str) -> Thread:
    """The thread of this id, or the one that it was merged into. Raises NotFound."""
    return threads.load(context.archive, threads.merged_into(context.archive, checked_id(id_)) or id_)


def joint_edition(name: str | None) -> Edition:
    """The edition of that name, by default the annotated one. Raises Invalid for one that is for a single thread."""
    edition = next((edition for edition in EDITIONS if edition.value == (name or Edition.ANNOTATED.value)), None)
    if edition is None:
        raise Invalid("edition", fields={"edition": message("invalid.choice", choices=tuple(EDITIONS))})
    return edition


def load_joint(context: AppContext, id_: str) -> Handout:
    """A handout of several threads. Raises NotFound."""
    handout = handouts.get(context.archive, id_) if is_id(id_) else None
    if handout is None or handout.key.joint is None:
        raise NotFound("handout")
    return handout
