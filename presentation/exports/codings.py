"""A coding as tables: the agreement of two coders theme by theme, and all answers, a row for each theme that anybody gave."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from domain.coding_comparison import Comparison, ThemeAgreement
from domain.shapes.codebook import Codebook
from domain.shapes.coding import CodingPoint, PointAnswer, Settlement
from presentation.exports.plain import harmless
from presentation.exports.table import Cell
from presentation.timestamps import rfc3339

AGREEMENT_COLUMNS: Final = (
    "family", "theme", "first", "second", "points", "both", "only_first", "only_second", "neither",
    "percent", "kappa", "level", "undefined", "caution",
)  # fmt: skip
POINT_COLUMNS: Final = ("number", "thread", "title", "position", "text", "family", "theme")
SETTLED_COLUMNS: Final = ("settled", "settled_by", "settled_at")
Answers = Mapping[str, Mapping[str, PointAnswer]]


def agreement_csv(compared: Comparison, codebook: Codebook) -> bytes:
    """A row for each theme, for each family, and for all themes together."""
    names = _names(codebook)
    rows = [_agreement_row(compared, item, names) for item in (*compared.themes, *compared.families, compared.pooled)]
    return _to_csv(AGREEMENT_COLUMNS, rows)


def answers_csv(
    points: Sequence[CodingPoint],
    coders: Sequence[str],
    answers: Answers,
    settlements: Mapping[tuple[str, str, str], Settlement],
    codebook: Codebook,
) -> bytes:
    """For each point the themes that any coder gave: 1, 0, or empty for who did not answer, and what they wrote.

    A point without themes has a row without one.
    """
    columns = (*POINT_COLUMNS, *coders, *(f"{coder}: memo" for coder in coders), *SETTLED_COLUMNS)
    return _to_csv(columns, _answer_rows(points, coders, answers, settlements, codebook))


def _agreement_row(compared: Comparison, item: ThemeAgreement, names: Mapping[tuple[str, str], str]) -> tuple[Cell, ...]:
    counts = item.agreement
    numbers = (counts.points, counts.both, counts.only_first, counts.only_second, counts.neither)
    figures = (_rounded(counts.percent, 2), _rounded(counts.kappa, 4))
    family = names.get((item.family, ""), item.family) if item.family else None
    theme = names.get((item.family or "", item.theme), item.theme) if item.theme else None
    return (family, theme, *compared.coders, *numbers, *figures, counts.level, counts.undefined, counts.caution)


def _rounded(figure: float | None, digits: int) -> float | None:
    return None if figure is None else round(figure, digits)


def _answer_rows(
    points: Sequence[CodingPoint],
    coders: Sequence[str],
    answers: Answers,
    settlements: Mapping[tuple[str, str, str], Settlement],
    codebook: Codebook,
) -> Iterator[tuple[Cell, ...]]:
    names = _names(codebook)
    for point in points:
        own = [answers.get(coder, {}).get(point.id) for coder in coders]
        about = (point.number, point.thread_id, point.title, point.anchor.position, point.anchor.text)
        memos = [answer.memo if answer else None for answer in own]
        themes = {(code.family, code.theme) for answer in own if answer for code in answer.codes}
        if not themes:
            yield (*about, None, None, *(None if answer is None else 0 for answer in own), *memos, None, None, None)
        for family, theme in sorted(themes):
            flags = [None if answer is None else int(answer.code(family, theme) is not None) for answer in own]
            settled = settlements.get((point.id, family, theme))
            end = (settled.answer, settled.by, rfc3339(settled.at)) if settled else (None, None, None)
            named = (names.get((family, ""), family), names.get((family, theme), theme))
            yield (*about, *named, *flags, *memos, *end)


def _names(codebook: Codebook) -> dict[tuple[str, str], str]:
    """The names of families (with an empty theme) and of themes."""
    names = {(family.id, ""): family.name for family in codebook.families}
    return names | {(family.id, theme.id): theme.name for family in codebook.families for theme in family.themes}


def _to_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel assumes another encoding."""
    body = io.StringIO(newline="")
    writer = csv.writer(body)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in (columns, *rows))
    return "\ufeff".encode() + body.getvalue().encode("utf-8", "replace")
