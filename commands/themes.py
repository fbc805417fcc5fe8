"""`./threadsheet themes …`: checks a codebook, evaluates the tagger, and learns from people's corrections."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from archive import codebooks
from domain.errors import Invalid
from presentation.messages import sentence

if TYPE_CHECKING:
    from workers.themes.measure import Scores


def check(path: Path) -> int:
    """Prints what the codebook contains, or its faults. Returns the exit status: 0 valid, 1 not."""
    try:
        codebook = codebooks.read(path)
    except Invalid as fault:
        for line in [f"{place}: {sentence(reason)}" for place, reason in fault.fields.items()] or [sentence(fault.reason)]:
            _print_error(line)
        return 1
    themes = sum(len(family.themes) for family in codebook.families)
    print(f"{codebook.name} (version {codebook.version}): {len(codebook.families)} families, {themes} themes.")  # noqa: T201
    return 0


def evaluate(path: Path, *, table: bool = False, codebook: Path | None = None) -> int:
    """Scores the tagger on points labelled by the file `codebook`: JSON on standard output, or a table. Returns the status."""
    from workers.themes.measure import load_points, measure  # numpy and the model are loaded for this command only
    from workers.themes.tagger import load_tagger

    try:
        book = codebooks.read(codebook) if codebook else codebooks.load()[codebooks.BUILT_IN]
        points = load_points(path, book)
    except Invalid as fault:
        _print_error(sentence(fault.reason))
        return 1
    scores = measure(load_tagger(), points, book)
    if table:
        _print_table(scores)
    else:
        print(json.dumps(scores.as_json()))  # noqa: T201
    return 0


def learn(path: Path, folder: Path, *, apply: bool) -> int:
    """Prints how much better the tagger would be with the corrections in `path`; with `apply`, stores the result in `folder`.

    Returns the exit status: 1 when nothing can be learned, or when it was to be stored and would make nothing better.
    """
    from workers.themes.adaptation import store  # imported here for the same reason
    from workers.themes.corrections import learn as learn_from
    from workers.themes.corrections import load_corrections
    from workers.themes.model import load_model

    codebook = codebooks.load()[codebooks.BUILT_IN]
    try:
        result = learn_from(load_model(), load_corrections(path, codebook), codebook)
    except Invalid as fault:
        _print_error(sentence(fault.reason))
        return 1
    summary = {"points": result.points, "before": asdict(result.before), "after": asdict(result.after), "applied": False}
    if apply and result.is_better:
        store(folder, result.adaptation)
        summary["applied"] = True
    print(json.dumps(summary))  # noqa: T201
    if apply and not result.is_better:
        _print_error("These corrections make the tagger no better on points it has not seen, so nothing was changed.")
        return 1
    _print_error(
        "Stored. It is in force from the next start on." if apply else "Nothing was changed. Add --apply to store this."
    )
    return 0


def unlearn(folder: Path) -> int:
    """Undoes what was learned last. Returns the exit status."""
    from workers.themes.adaptation import remove_newest

    if not remove_newest(folder):
        _print_error("There is nothing to undo.")
        return 1
    _print_error("Undone. The change is in force from the next start on.")
    return 0


def _print_table(scores: Scores) -> None:
    table = Table("family or theme", "precision", "recall", "f1", "points")
    for family, score in scores.families.items():
        table.add_row(family, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", "")
    for theme, score in (scores.themes.each if scores.themes else {}).items():
        table.add_row(theme, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.points))
    console = Console()
    console.print(table)
    for name, value in _totals(scores):
        console.print(f"{name}: {value}")


def _totals(scores: Scores) -> Iterator[tuple[str, float]]:
    yield "families, macro F1", scores.macro_f1
    yield "families, calibration error", scores.ece
    yield "points without a family left untagged", scores.none_untagged
    if scores.themes:
        yield "themes, macro F1", scores.themes.macro_f1
        yield "themes, micro F1", scores.themes.micro_f1
        yield "themes, calibration error", scores.themes.ece
    yield "points", scores.points
    yield "seconds per point", scores.seconds_per_point


def _print_error(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201
