"""What the API and the pages share about codings: who may do what, comparisons, and tags that a coder may not see yet."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import combinations

from archive.codebooks import BUILT_IN
from archive.codings import answers, records, settling
from archive.threads import threads
from domain.anchors import PointFinder
from domain.coding_comparison import Comparison, Difference, compare
from domain.errors import Forbidden, Invalid, NotFound
from domain.messages import Message
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Coding, CodingPoint, CodingRequest
from domain.shapes.decision import Answer
from domain.shapes.thread import Point, Thread
from server.access.auth import current_caller
from server.api.taggings import request_tagging
from server.context import AppContext, app_context


def begin_coding(request: CodingRequest, codebook: str | None) -> Coding:
    """Begins a coding by today's edition of a codebook, and has threads tagged that are not. Raises Invalid, NotFound."""
    context = app_context()
    edition = context.codebook(codebook or BUILT_IN)
    coding = records.begin(context.archive, request, edition.ref, current_caller().person)
    for thread_id in dict.fromkeys(request.thread_ids):
        if all(tagging.codebook.id != edition.id for tagging in threads.list_taggings(context.archive, thread_id)):
            request_tagging(context, thread_id, edition.id)
    return coding


def may_manage(coding: Coding) -> bool:
    """Whether the caller may end or remove it: who began it, and owners."""
    caller = current_caller()
    return caller.owner or caller.person == coding.created_by


def end_coding(id_: str) -> Coding:
    """Raises Forbidden, NotFound, Conflict."""
    _require_manager(id_)
    return records.end(app_context().archive, id_, current_caller().person)


def remove_coding(id_: str) -> None:
    """Raises Forbidden, NotFound."""
    _require_manager(id_)
    records.remove(app_context().archive, id_, current_caller().person)


def edition_of(coding: Coding) -> Codebook:
    """The edition that the coders code by."""
    return app_context().codebooks.at(coding.codebook)


def compare_coders(coding: Coding, first: str | None, second: str | None) -> Comparison:
    """Compares two coders, by default the first two. Raises Invalid for who is none, Conflict before the coding's end."""
    archive = app_context().archive
    all_answers, names = answers.list_compared(archive, coding.id), [coder.name for coder in coding.coders]
    chosen = (first or names[0], second or next(name for name in names if name != (first or names[0])))
    if chosen[0] == chosen[1] or not set(chosen) <= set(names):
        raise Invalid("query", fields={"coders": Message("invalid.two_coders")})
    settled = settling.list_settlements(archive, coding.id)
    return compare(edition_of(coding), answers.list_points(archive, coding.id), chosen, all_answers, settled)


def pairs_of(coding: Coding) -> list[tuple[str, str]]:
    """All pairs of coders."""
    names = [coder.name for coder in coding.coders]
    return list(combinations(names, 2))


def settle_difference(
    coding: Coding, number: int, theme: tuple[str, str], answer: Answer | None, memo: str | None = None
) -> Difference:
    """Settles a difference for all, without an answer undoes that. Raises NotFound where coders agree, Conflict, Invalid."""
    archive = app_context().archive
    _find_difference(coding, number, theme)
    if answer is None:
        settling.undo(archive, coding.id, number, theme)
    else:
        settling.settle(archive, coding.id, number, theme, answer, edition_of(coding), current_caller().name, memo or "")
    return _find_difference(coding, number, theme)


def without_tags(thread: Thread) -> Thread:
    """The thread as a coder sees it who codes it blind."""
    bare = tuple(replace(point, tags=(), rejected=(), weak=()) for point in thread.version.points)
    return replace(thread, version=replace(thread.version, points=bare))


def is_hidden(context: AppContext, thread_id: str | None) -> bool:
    """Whether the caller codes the thread blind now."""
    return thread_id is not None and records.is_hidden_from(context.archive, thread_id, current_caller().person)


class PresentPoints:
    """The points of codings as they are in their threads' latest Versions; a thread is loaded once."""

    def __init__(self, coding: Coding) -> None:
        self._codebook = coding.codebook.id
        self._finders: dict[str, PointFinder | None] = {}

    def find(self, point: CodingPoint) -> Point | None:
        """The point with its tags by the coding's codebook; None where the thread lacks it, or is not tagged yet."""
        if point.thread_id not in self._finders:
            self._finders[point.thread_id] = self._load(point.thread_id)
        finder = self._finders[point.thread_id]
        return finder.find(point.anchor) if finder else None

    def _load(self, thread_id: str) -> PointFinder | None:
        with suppress(NotFound):
            return PointFinder(threads.load(app_context().archive, thread_id, codebook=self._codebook).version.points)
        return None


def _find_difference(coding: Coding, number: int, theme: tuple[str, str]) -> Difference:
    for first, second in pairs_of(coding):
        for item in compare_coders(coding, first, second).differences:
            if (item.point.number, item.family, item.theme) == (number, *theme):
                return item
    raise NotFound("difference")


def _require_manager(id_: str) -> None:
    if not may_manage(records.get(app_context().archive, id_)):
        raise Forbidden("coding")
