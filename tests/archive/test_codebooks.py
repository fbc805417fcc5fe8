"""Codebooks: what ships is sound, and what is wrong with a user's file is told by its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import codebooks
from domain.codebooks.cue import cue_pattern
from domain.errors import Invalid
from presentation.messages import sentence

GARDEN = """
id: garden
version: 3
name: Gardens
description: How people speak of gardens.
families:
  - id: tended
    name: Tended
    palette: 3
    definition: The garden is worked on.
    themes:
      - id: pruning
        name: Pruning
        definition: Something is cut back.
        cues: [prun*, cut (back|down)]
"""


@pytest.fixture
def faults(tmp_path: Path) -> Callable[[str, str], dict[str, str]]:
    """The faults of GARDEN with one text changed, as sentences by place."""

    def faults_of(old: str, new: str) -> dict[str, str]:
        assert old in GARDEN
        path = tmp_path / "garden.yaml"
        path.write_text(GARDEN.replace(old, new))
        with pytest.raises(Invalid, match=r"garden\.yaml") as caught:
            codebooks.read(path)
        assert "garden.yaml is not a codebook" in sentence(caught.value.reason)
        return {place: sentence(fault) for place, fault in caught.value.fields.items()}

    return faults_of


def test_the_built_in_codebook_has_seven_themes_a_family_with_cues_and_both_kinds_of_examples() -> None:
    codebook = codebooks.load()[codebooks.BUILT_IN]
    assert [(family.id, family.palette, len(family.themes)) for family in codebook.families] == [
        ("product-fed", 1, 7),
        ("value-led", 2, 7),
    ]
    for theme in (theme for family in codebook.families for theme in family.themes):
        assert theme.cues, theme.id
        assert theme.examples, theme.id
        assert theme.counter_examples, theme.id


def test_a_folder_of_the_users_own_adds_codebooks(tmp_path: Path) -> None:
    (tmp_path / "garden.yaml").write_text(GARDEN)
    (tmp_path / "notes.txt").write_text("not a codebook")
    assert set(codebooks.load(tmp_path)) == {codebooks.BUILT_IN, "garden"}
    assert codebooks.load(tmp_path)["garden"].ref.version == 3


def test_two_codebooks_of_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(GARDEN.replace("id: garden", "id: product-culture"))
    with pytest.raises(Invalid, match="codebook_twice"):
        codebooks.load(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="codebook_folder_missing"):
        codebooks.load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("id: pruning", "id: Pruning!", "families[0].themes[0].id", "small letters"),
        ("palette: 3", "palette: 9", "families[0].palette", "from 1 to 8"),
        ("palette: 3", "palette: true", "families[0].palette", "from 1 to 8"),
        ("version: 3", "version: three", "version", "whole number"),
        ("    definition: The garden is worked on.\n", "", "families[0].definition", "missing"),
        ("cues:", "clues:", "families[0].themes[0].clues", "no such field"),
        ("[prun*, cut (back|down)]", "prun*", "families[0].themes[0].cues", "list of texts"),
        ("cut (back|down)", "cut (back", "families[0].themes[0].cues[1]", "pairs"),
        ("cut (back|down)", "cut back|down", "families[0].themes[0].cues[1]", "allowed between brackets"),
        ("[prun*, cut (back|down)]", "['*prun']", "families[0].themes[0].cues[0]", "stand after"),
    ],
)
def test_a_fault_is_told_by_its_place(
    faults: Callable[[str, str], dict[str, str]], old: str, new: str, place: str, words: str
) -> None:
    assert words in faults(old, new)[place]


def test_all_faults_are_told_at_once(faults: Callable[[str, str], dict[str, str]]) -> None:
    assert set(faults("version: 3\nname: Gardens", "name: ''")) == {"version", "name"}


@pytest.mark.parametrize("body", [b"", b"- 1\n- 2", b"just words", b"a: [", b"\xff\xfe\x00", b"families: {}"])
def test_what_is_no_codebook_at_all_is_invalid(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(body)
    with pytest.raises(Invalid, match=r"codebook_file file=odd\.yaml"):
        codebooks.read(path)


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("prun*", "We were pruning.", "pruning"),
        ("prun*", "supruned", None),
        ("cut (back|down)", "CUT\n  down the tree", "CUT\n  down"),
        ("cut (back|down)", "cut across", None),
        ("hand-off", "a hand‑off", "hand‑off"),
        ("don't", "we don’t", "don’t"),
        ("a (very )?good", "a good and a very good", "a good"),
        ("c++ (guild)?", "our C++ guild", "C++ guild"),
    ],
)
def test_a_cue_finds_its_words(cue: str, text: str, found: str | None) -> None:
    match = re.search(cue_pattern(cue), text, re.IGNORECASE)
    assert (match and match.group()) == found
