"""What pages of several sites do."""

from __future__ import annotations

from tests.extension.corpus.case import Case, Rows


def plain(case: Case, _rows: Rows, _answers: Rows) -> None:
    pass


def sensitive_media(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts:
        post["sensitive"] = True


def context_comes_late(case: Case, _posts: Rows, _others: Rows) -> None:
    case.shows["late"] = 3000


def context_never_comes(case: Case, _posts: Rows, _others: Rows) -> None:
    case.shows["late"] = 3_000_000
    case.complete, case.reachable = False, 1


def nobody_answered(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["rows"] = posts


def no_evidence(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["rows"] = posts
    posts[-1].pop("answers")
    case.complete = False
