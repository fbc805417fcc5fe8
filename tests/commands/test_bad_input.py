"""Bad input through the whole system: each gets its code and sentence or a correct thread, and the next one is served."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.running import Running, running

FURNITURE = """Keep Current with Sam Doe

Stay in touch and get notified when new unrolls are available from this author!

More from @samdoe

Did Thread Reader help you today?
"""
THREAD = "First we talk. (1/2)\n\nThen we build, together. (2/2)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("data")) as server:
        yield server


def became(server: Running, text: str) -> dict[str, Any]:
    return server.finish(server.submit(text=text), seconds=110)


def points(server: Running, text: str) -> list[dict[str, Any]]:
    state = became(server, text)
    assert state["state"] == "done", state
    points: list[dict[str, Any]] = server.ask("GET", f"/api/v1/threads/{state['thread_id']}").json["points"]
    return points


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FURNITURE, "not_a_thread"),
        ("This goes on and on without a break. " * 300, "not_a_thread"),
        ("word " * 390_000, "not_a_thread"),
        ("w" * 1_950_000, "not_a_thread"),
        ("\n\n".join(f"{number}/ A point." for number in range(1, 10_001)), "limit_exceeded"),
    ],
    ids=["furniture", "prose", "long line", "long word", "10,000 points"],
)
def test_what_is_no_thread_is_told_and_the_next_one_is_served(server: Running, text: str, code: str) -> None:
    error = became(server, text)["error"]
    assert (error["code"], error["retryable"]) == (code, False)
    assert error["message"].endswith(".")
    assert [point["number"] for point in points(server, THREAD)] == [1, 2]


def test_control_characters_go_and_directions_stay(server: Running) -> None:
    first, second = points(server, "1/ \u202eback\u202c \x1b[31mred\x07\0\n\n2/ \u2066inside\u2069")
    assert first["text"] == "\u202eback\u202c [31mred"
    assert second["text"] == "\u2066inside\u2069"


def test_one_post_is_one_point(server: Running) -> None:
    (point,) = points(server, "Just one thought, without a number.")
    assert (point["role"], point["number"]) == ("point", None)


@pytest.mark.parametrize(
    "text", ["word " * 8_400_000, "w" * 2_000_001, "one" + "\n" * 1_000_000 + "two"], ids=["40 MB", "long", "lines"]
)
def test_what_would_hold_a_worker_for_long_is_refused_in_a_sentence(server: Running, text: str) -> None:
    answer = server.ask("POST", "/api/v1/submissions", {"text": text})
    assert (answer.status, answer.json["code"]) == (413, "too_large")


def test_twenty_at_once_with_the_same_words_are_one_thread(server: Running) -> None:
    text = THREAD.replace("talk", "listen")
    with ThreadPoolExecutor(20) as pool:
        states = list(pool.map(lambda _: became(server, text), range(20)))
    assert {state["state"] for state in states} == {"done"}
    assert len({state["thread_id"] for state in states}) == 1
    assert server.ask("GET", f"/api/v1/threads/{states[0]['thread_id']}").json["version"] == 1
