"""Memos stay with who works on a thread: no file that is passed on has them."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.thread import Thread
from presentation.api.thread import joint_document, json_document
from tests import factories

MEMO = "asked the team about it"


def with_memos(thread: Thread) -> Thread:
    points = tuple(replace(point, tags=tuple(replace(tag, memo=MEMO) for tag in point.tags)) for point in thread.version.points)
    return replace(thread, version=replace(thread.version, points=points))


def test_no_file_has_a_memo() -> None:
    thread = with_memos(factories.ten())
    assert any(tag.memo for point in thread.version.points for tag in point.tags)
    assert MEMO.encode() not in json_document(thread, factories.codebook())
    assert MEMO.encode() not in joint_document("Both", [(thread, factories.codebook())] * 2)
