"""The language is told where there is enough to tell it by."""

from __future__ import annotations

import pytest

from workers.unrolling.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Teams need a goal, and the reasons for it, more than they need a plan that somebody else has made.", "en"),
        ("Ein Team braucht ein Ziel und die Gründe dafür, mehr als einen Plan, den jemand anderes gemacht hat.", "de"),
        ("Une équipe a besoin d'un but et de ses raisons, plus que d'un plan fait par quelqu'un d'autre.", "fr"),
        ("私たちは機能工場ではありません。目的と背景を共有し、チームで一番よい方法を見つけます。", "ja"),
        ("Ok.", None),
        ("🧵👇", None),
        ("https://example.org/teams-need-a-goal-and-the-reasons-for-it @mira_holm #productmanagement", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of([text]) == language
