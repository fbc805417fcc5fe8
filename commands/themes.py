"""`./threadsheet themes …`: is a codebook sound, how right is the tagger, and what do people teach it?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archive import codebooks
from domain.errors import Invalid
from presentation.messages import sentence


def check(path: Path) -> int:
    """Say what the codebook holds, or each of its faults. Returns the exit status: 0 sound, 1 not."""
    try:
        codebook = codebooks.read(path)
    except Invalid as fault:
        for line in [f"{place}: {sentence(why)}" for place, why in fault.fields.items()] or [sentence(fault.reason)]:
            _complain(line)
        return 1
    themes = sum(len(family.themes) for family in codebook.families)
    print(f"{codebook.name} (version {codebook.version}): {len(codebook.families)} families, {themes} themes.")  # noqa: T201
    return 0


def evaluate(path: Path, *, table: bool = False, codebook: Path | None = None) -> int:
    """Score the tagger on points labelled by the file `codebook`: JSON on standard output, or a table. Returns the status."""
    from workers.themes.measure import labelled, measure  # numpy and the model are loaded for this command only
    from workers.themes.tagger import load_tagger

    try:
        book = codebooks.read(codebook) if codebook else codebooks.load()[codebooks.BUILT_IN]
        points = labelled(path, book)
    except Invalid as fault:
        _complain(sentence(fault.reason))
        return 1
    found = asdict(measure(load_tagger(), points, book))
    if table:
        _show(found)
    else:
        print(json.dumps(found))  # noqa: T201
    return 0


def learn(path: Path, folder: Path, *, apply: bool) -> int:
    """Say how much better the tagger would be for the corrections in `path`, and with `apply` keep what it learned in `folder`.

    Returns the exit status: 1 when nothing can be learned, or when it was to be kept and would make nothing better.
    """
    from workers.themes.adaptation import keep  # as above
    from workers.themes.corrections import corrections
    from workers.themes.corrections import learn as learned_from
    from workers.themes.model import load_model

    codebook = codebooks.load()[codebooks.BUILT_IN]
    try:
        found = learned_from(load_model(), corrections(path, codebook), codebook)
    except Invalid as fault:
        _complain(sentence(fault.reason))
        return 1
    told = {"points": found.points, "before": asdict(found.before), "after": asdict(found.after), "applied": False}
    if apply and found.better:
        keep(folder, found.adaptation)
        told["applied"] = True
    print(json.dumps(told))  # noqa: T201
    if apply and not found.better:
        _complain("These corrections make the tagger no better on points it has not seen, so nothing was changed.")
        return 1
    _complain("Kept. It counts from the next start on." if apply else "Nothing was changed. Add --apply to keep this.")
    return 0


def unlearn(folder: Path) -> int:
    """Take back what was learned last. Returns the exit status."""
    from workers.themes.adaptation import undo

    if not undo(folder):
        _complain("There is nothing to take back.")
        return 1
    _complain("Taken back. It counts from the next start on.")
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
