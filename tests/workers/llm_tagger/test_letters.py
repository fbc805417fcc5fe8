"""A small language model answers one letter a point; its odds are mixed with the tagger's own."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import codebooks
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.tag import Strength
from tests.workers.llm_tagger.model_server import ModelServer, Request, model_server
from workers.fetch import Fetcher
from workers.llm_tagger import LanguageModel, LanguageModelFailed
from workers.llm_tagger.letters import family_letters, letter_content, letter_request, parse_odds
from workers.pipeline import Pipeline

BOOK = codebooks.load()[codebooks.BUILT_IN]
UNSURE = "He nods, he takes your slide home, and in the morning it is his slide and there is a list."
PLAIN = "The train to Lviv left at ten, two hours late."


def response(**probabilities: float) -> bytes:
    candidates = [{"token": f" {letter}", "logprob": math.log(value)} for letter, value in probabilities.items()]
    return json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": candidates}]}}]}).encode()


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


def judge_of(server: ModelServer, folder: Path) -> LanguageModel:
    settings = Settings(data=folder, judge_url=server.url, judge_model="small-model", judge_mode="letters")
    model = LanguageModel.from_settings(settings, Fetcher.from_settings(settings, shared=False))
    assert model
    return model


def test_all_but_the_point_is_the_same_in_every_request() -> None:
    first, second = (letter_request(text, BOOK, "m")["messages"] for text in (UNSURE, PLAIN))
    assert first[:-1] == second[:-1]
    assert second[-1]["content"] == f"Post: {PLAIN}\nP, V, B or N?"
    assert [turn["content"] for turn in first[:-1] if turn["role"] == "assistant"] == ["P", "N", "V", "N"] * 3


def test_every_family_has_a_letter_of_its_own_and_both_is_offered_for_two() -> None:
    families = tuple(
        replace(BOOK.families[0], id=f"f{number}", name=name) for number, name in enumerate(("Bane", "Barn", "Ähm"))
    )
    three = replace(BOOK, families=families)
    assert family_letters(three) == {"f0": "A", "f1": "R", "f2": "H"}
    assert letter_request(PLAIN, three, "m")["messages"][-1]["content"].endswith("\nA, R, H or N?")


def test_log_probabilities_become_odds_of_families() -> None:
    odds = parse_odds(letter_content(response(P=0.5, V=0.1, B=0.2, N=0.2)), BOOK)
    assert odds["product-fed"] == pytest.approx(math.log(0.7 / 0.3))
    assert odds["value-led"] == pytest.approx(math.log(0.3 / 0.7))


def test_no_answer_is_taken_for_certain() -> None:
    assert parse_odds(letter_content(response(P=1.0)), BOOK)["product-fed"] == pytest.approx(math.log(99))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"choices": [{"message": {"content": "P"}}]}', response(The=0.9, P=0.1)])
def test_an_answer_without_letters_is_a_failed_judge(server: ModelServer, tmp_path: Path, body: bytes) -> None:
    server.body = body
    version = Pipeline.prepare(Settings(data=tmp_path)).unroll([capture()])
    with pytest.raises(LanguageModelFailed, match=r"model_failed\.unreadable"):
        judge_of(server, tmp_path).odds(version.points, BOOK)


def capture() -> Capture:
    text = f"{UNSURE}\n\n{PLAIN}\n"
    return Capture(text.encode(), Via.PASTE, MediaType.TEXT, datetime(2026, 11, 30, tzinfo=UTC))


def test_the_opinion_moves_families_and_the_words_are_our_own(server: ModelServer, tmp_path: Path) -> None:
    pipeline = Pipeline.prepare(Settings(data=tmp_path))
    version = pipeline.unroll([capture()])
    strengthened = replace(pipeline, model=judge_of(server, tmp_path))
    chances = []
    for body in (response(P=0.02, N=0.98), response(P=0.98, N=0.02)):
        server.body = body
        asked = replace(strengthened, model=judge_of(server, tmp_path))
        tagged = asked.tag(version, BOOK)
        assert tagged.judge.name == "small-model"
        fed = [tag for tag in (*tagged.points[0].tags, *tagged.points[0].weak) if tag.family == "product-fed"]
        assert all(piece.text in UNSURE for tag in fed for piece in tag.evidence)
        chances.append(max((tag.confidence or 0 for tag in fed), default=0))
    assert chances[0] < chances[1]
    assert all(tag.strength is not Strength.STRONG for tag in tagged.points[1].tags)


def test_a_failed_judge_leaves_the_own_tags(server: ModelServer, tmp_path: Path) -> None:
    pipeline = Pipeline.prepare(Settings(data=tmp_path))
    version = pipeline.unroll([capture()])
    server.body = b"{}"
    tagged = replace(pipeline, model=judge_of(server, tmp_path)).tag(version, BOOK)
    assert [point.tags for point in tagged.points] == [point.tags for point in pipeline.tag(version, BOOK).points]
    assert tagged.judge.warning
    assert tagged.judge.warning.code == "judge_failed"


def test_a_request_asks_for_one_token_and_its_log_probabilities(server: ModelServer, tmp_path: Path) -> None:
    server.body = response(N=1.0)
    judge = judge_of(server, tmp_path)
    version = Pipeline.prepare(Settings(data=tmp_path)).unroll([capture()])
    judge.odds(version.points, BOOK)
    judge.odds(version.points, BOOK)
    sent: list[Request] = server.requests
    assert len(sent) == len(version.points)
    assert {(request["max_tokens"], request["logprobs"], request["top_logprobs"]) for request in sent} == {(1, True, 20)}
