"""Inputs of kinds that people met in the wild, each beside what is right (`../shared/data/cases`): all fields are judged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.addresses import recognise
from domain.content_type import is_markup
from domain.errors import ThreadsheetError
from domain.shapes.address import Kind
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.reading import Site
from domain.shapes.thread import Version
from presentation.messages import sentence
from tests.paths import SHARED
from workers.sources.registry import source_for
from workers.unrolling import unroll

CASES = SHARED / "data" / "cases"
TRUTHS = sorted(CASES.glob("*.truth.json"))
pytestmark = pytest.mark.skipif(not TRUTHS, reason="no cases beside the repository (../shared/data/cases)")

MIN_SENTENCE = 40  # code points of a refusal that says what to do


@pytest.mark.parametrize("truth_file", TRUTHS, ids=[path.name.removesuffix(".truth.json") for path in TRUTHS])
def test_a_case_is_read_right(truth_file: Path) -> None:
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    stem = truth_file.name.removesuffix(".truth.json")
    (path,) = (path for path in CASES.glob(f"{stem}.*") if path != truth_file)
    assert (wrong_addresses(path) if truth.get("kind") == "addresses" else faults(path, truth)) == []


def wrong_addresses(path: Path) -> list[str]:
    """The addresses that lead neither to a post nor to a share link of Threads, which redirects to a post."""
    addresses = [recognise(url) for url in path.read_text(encoding="utf-8").split()]
    return [address.url for address in addresses if address.kind is not Kind.POST and address.site is not Site.THREADS]


def faults(path: Path, truth: dict[str, Any]) -> list[str]:
    """What is wrong in the version that comes out of a file; the sentence of its refusal where one is accepted is right."""
    body = path.read_bytes()
    media_type = MediaType.HTML if is_markup(body) else MediaType.TEXT
    capture = Capture(body, Via.PASTE, media_type, datetime(2026, 11, 29, tzinfo=UTC))
    try:
        version = unroll([source_for(capture).read(capture)])
    except ThreadsheetError as error:
        refused = sentence(error.reason)
        accepted = truth.get("accept_refusal") or not truth["points"]
        return [] if accepted and len(refused) > MIN_SENTENCE else [f"refused: {refused}"]
    return [fault for fault in differences(version, truth) if fault]


def differences(version: Version, truth: dict[str, Any]) -> list[str]:
    texts = [point.text for point in version.points]
    numbers = [point.number for point in version.points]
    verdict = version.completeness.verdict.value
    starts = zip(texts, truth.get("starts", ()), strict=False)
    return [
        f"{len(texts)} points" if len(texts) != truth["points"] else "",
        f"numbers {numbers}" if numbers not in [truth["numbers"], *truth.get("numbers_accept", ())] else "",
        verdict if verdict not in {truth["verdict"], *truth.get("verdict_accept", ())} else "",
        f"by {version.author.handle}" if version.author.handle != truth["author_handle"] else "",
        *(f"{text[:40]!r} instead of {start!r}" for text, start in starts if not text.startswith(start)),
        *(f"contains {words!r}" for words in truth.get("must_not_contain", ()) if any(words in text for text in texts)),
    ]
