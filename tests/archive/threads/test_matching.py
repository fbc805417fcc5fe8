"""Which threads of the archive a reading belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from domain.shapes.thread import Version
from tests.archive.readings import CODEBOOK, paste, point, version

TEXTS = ("Walls are cheap, and nobody has to keep them.", "A gate is dear, because a keeper has to stand at it.")
OTHER = "Towns without walls grow in every direction at once."


def reading(*ids: str | None, texts: tuple[str, ...] = TEXTS) -> Version:
    """A Version with these texts and no address, its posts with these ids; None is a post without one, as in a paste."""
    points = (point(n, text=text, post_id=id_) for n, (text, id_) in enumerate(zip(texts, ids, strict=True), 1))
    return replace(version(*points), url=None)


def matches(archive: Archive, new: Version) -> tuple[str, ...]:
    return threads.find_match(archive, new, [captures.store(archive, paste("new"))]).threads


@pytest.fixture
def stored_id(archive: Archive) -> str:
    """A thread whose posts have ids."""
    return threads.store(archive, reading("1", "2"), [captures.store(archive, paste("stored"))], CODEBOOK).thread_id


def test_a_text_without_ids_belongs_to_the_thread_with_the_same_text(archive: Archive, stored_id: str) -> None:
    assert matches(archive, reading(None, None)) == (stored_id,)


def test_other_posts_with_the_same_text_are_another_thread(archive: Archive, stored_id: str) -> None:
    assert matches(archive, reading("8", "9")) == ()
    assert matches(archive, reading("8", "2")) == (stored_id,)


def test_another_text_under_one_number_is_another_thread(archive: Archive, stored_id: str) -> None:
    assert matches(archive, reading(None, None, texts=(TEXTS[0], OTHER))) == ()
    assert stored_id in matches(archive, reading(None, texts=TEXTS[:1]))
