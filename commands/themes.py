"""`./threadsheet themes check` and `themes eval`: is a codebook sound, and how right is the tagger?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archive import codebooks
from archive.errors import Invalid
from archive.shapes.theme import Codebook


def check(path: Path) -> int:
    """Say what the codebook holds, or each of its faults. Returns the exit status: 0 sound, 1 not."""
    try:
        codebook = codebooks.read(path)
    except Invalid as fault:
        for line in [f"{place}: {sentence}" for place, sentence in fault.fields.items()] or [fault.message]:
            _complain(line)
        return 1
    themes = sum(len(family.themes) for family in codebook.families)
    print(f"{codebook.name} (version {codebook.version}): {len(codebook.families)} families, {themes} themes.")  # noqa: T201
    return 0


def evaluate(path: Path, *, table: bool = False, codebook: Codebook | None = None) -> int:
    """Score the tagger on labelled points: JSON on standard output, or a table for people. Returns the exit status."""
    from workers.themes.measure import labelled, measure  # numpy and the model are loaded for this command only
    from workers.themes.tagger import load_tagger

    codebook = codebook or codebooks.load()[codebooks.BUILT_IN]
    try:
        points = labelled(path, codebook)
    except Invalid as fault:
        _complain(fault.message)
        return 1
    found = asdict(measure(load_tagger(), points, codebook))
    if table:
        _show(found)
    else:
        print(json.dumps(found))  # noqa: T201
    return 0


def _show(found: dict[str, object]) -> None:
    families = found.pop("families")
    assert isinstance(families, dict)
    columns = Table("family", "precision", "recall", "f1")
    for family, score in families.items():
        columns.add_row(family, *(f"{value:.3f}" for value in score.values()))
    console = Console()
    console.print(columns)
    for name, value in found.items():
        console.print(f"{name.replace('_', ' ')}: {value}")


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201
