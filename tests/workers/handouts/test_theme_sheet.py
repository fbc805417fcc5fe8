"""One theme in many voices."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import outloud

from domain.shapes.options import Options
from domain.shapes.thread import Thread
from tests import factories
from workers.handouts import theme_sheet

CODEBOOK = factories.codebook()
FAMILY = CODEBOOK.families[0]
THEME = next(theme for theme in FAMILY.themes if theme.id == "turf-war")


def carrying(thread: Thread) -> Thread:
    points = tuple(point for point in thread.version.points if any(tag.theme == THEME.id for tag in point.tags))
    return replace(thread, version=replace(thread.version, points=points))


def made(options: Options | None = None, more: int = 0) -> bytes:
    threads = [carrying(factories.ten()), carrying(factories.gappy())]
    return theme_sheet(threads, CODEBOOK, FAMILY, THEME, options or Options(), more, factories.NOON)


def text(pdf: bytes) -> str:
    out = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s+", " ", out)


def test_it_gathers_points_with_where_they_are_from(tmp_path: Path) -> None:
    said = text(made(more=3))
    assert "Turf war" in said
    assert "4 points in 2 threads have this theme." in said
    assert "3 more threads have this theme." in said
    assert said.count("each craft counts its own wins") == 2
    assert "Mira Holm @mira_holm · 24 December 2021" in said
    assert "Behind a wall" not in said
    path = tmp_path / "sheet.pdf"
    path.write_bytes(made())
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]


def test_names_can_be_hidden_and_nothing_is_said_to_be_nothing() -> None:
    assert "Mira" not in text(made(Options(redact=True)))
    empty = theme_sheet([], CODEBOOK, FAMILY, THEME, Options(), 0, factories.NOON)
    assert "No thread in this archive has this theme yet." in text(empty)
