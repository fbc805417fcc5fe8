"""Texts that are no thread are refused with a sentence that says what to do."""

from __future__ import annotations

import pytest

from domain.errors import NotAThread, ThreadsheetError
from presentation.messages import sentence
from tests.workers.pasting import paste, read

REFUSED = {
    "json": '{"posts": [{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}]}',
    "table": "id,name,age\n1,Mira,40\n2,Ole,41\n3,Ida,39\n",
    "code": "import os\n\ndef main():\n    x = os.getcwd()\n    return x\n\nif __name__ == '__main__':\n    main()\n",
    "wall": "Log in to X\nSign up for X\nDon’t miss what’s happening\nLog in\nSign up",
    "questions": (
        "Frequently asked questions\n\n1. Where is the shop?\n\nIn the yard.\n\n2. When are you open?\n\nAt nine.\n\n"
        "3. Do you mend pumps?\n\nNo.\n\n© 2024 The shop"
    ),
    "recipe": "Bread\n\nIngredients\n500 g flour\n300 ml water\n\n1. Mix.\n\n2. Wait.\n\n3. Bake.",
}


@pytest.mark.parametrize(("wording", "text"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_thread_is_refused_and_says_what_to_do(wording: str, text: str) -> None:
    with pytest.raises(NotAThread) as refusal:
        read(text)
    assert refusal.value.reason.key == f"not_a_thread.{wording}"
    assert len(sentence(refusal.value.reason)) > 40


def test_numbers_that_prove_a_thread_go_before_a_refusal() -> None:
    version = paste("1/3 My recipe needs ingredients:\n500 g flour\n300 ml water\n\n2/3 Mix.\n\n3/3 Bake.")
    assert [point.number for point in version.points] == [1, 2, 3]


def test_a_feed_of_many_people_is_no_thread() -> None:
    people = (("Mira Holm", "mira_holm"), ("Ole Brandt", "olebrandt"), ("Ida Rask", "idarask"), ("Bo Lind", "bolind"))
    text = "\n".join(
        f"{name}\n@{handle}\n·\nMar {day}, 2025\nWhat I saw from my window on day {day}, in one sentence.\n2\n9\n77\n1.2K"
        for day, (name, handle) in enumerate(people, 3)
    )
    with pytest.raises(ThreadsheetError) as refusal:
        read(text)
    assert refusal.value.reason.key == "not_a_thread.many_people"
