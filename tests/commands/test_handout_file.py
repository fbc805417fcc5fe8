"""`./threadsheet handout FILE`: what is no text is refused with a sentence, and HTML is known in any letters."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from tests.commands.test_handout_address import handout


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(range(256)) * 9), "This is no text but a picture."),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "This is no text but a PDF."),
        (b"w\0o\0r\0d\0s\0" * 20, "full of zero bytes"),
        ("\u200b\u200e".encode(), "There is no text here."),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_a_sentence(tmp_path: Path, body: bytes, message: str) -> None:
    file = tmp_path / "given"
    file.write_bytes(body)
    ran = handout(tmp_path, str(file))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert message in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.json").exists()


def test_a_thread_about_a_tag_is_read_as_text(tmp_path: Path) -> None:
    file = tmp_path / "thread.txt"
    file.write_text("<div> is not a button. A thread.\n\n1/ Use <button>.\n\n2/ Always.", encoding="utf-8")
    assert handout(tmp_path, str(file)).returncode == 0
    points = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["points"]
    assert [point["number"] for point in points] == [None, 1, 2]


def test_several_files_become_one_handout(tmp_path: Path) -> None:
    for name, words in (("a", "Lamps burn oil"), ("b", "Harbours need walls")):
        (tmp_path / f"{name}.txt").write_text(f"{words}. A thread.\n\n1/ {words}.\n\n2/ Always.", encoding="utf-8")
    ran = handout(tmp_path, str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--title", "Ports")
    assert ran.returncode == 0, ran.stderr
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert document["title"] == "Ports"
    assert [thread["points"][1]["text"] for thread in document["threads"]] == ["Lamps burn oil.", "Harbours need walls."]
