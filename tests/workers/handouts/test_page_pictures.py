"""Every shape of page looks as it did when somebody looked at it; faults of the layout are seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workers.handouts.page_pictures import CASES, MOST_CELLS, differing_cells, handout, joined, page_pictures, reference
from workers.handouts.pdf import renderer
from workers.handouts.style import print_rules

FAULTS = {
    "tags stand a line too low": (".notes { top: 5mm }", "annotated"),
    "numbers wrap": (".number { width: 3mm } .number a { overflow-wrap: anywhere; font-size: 40pt }", "annotated"),
    "the text is too narrow": (".point { padding-right: 60mm }", "reading"),
    "boxes stand under each other": (".grid .grid-boxes { width: 12mm }", "sheet"),
    "pages are not mirrored": (".point { padding: 0 48mm 0 20mm }", "right-to-left"),
}


@pytest.mark.parametrize("name", CASES)
def test_pages_look_as_they_did(name: str, tmp_path: Path) -> None:
    pages = list(page_pictures(handout(name)))
    differing = differing_cells(pages, reference(name))
    joined(pages).save(tmp_path / f"{name}.png")
    assert max(differing) <= MOST_CELLS, f"{differing} cells of the pages differ: {tmp_path / name}.png, see page_pictures.py"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_layout_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, name = FAULTS[fault]
    monkeypatch.setattr(renderer, "style", lambda names: renderer.parse_css(print_rules(names) + rules))
    assert max(differing_cells(list(page_pictures(handout(name))), reference(name))) > MOST_CELLS
