"""A comparison as its page shows it: a line for each family and theme, those first that anybody gave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from domain.coding_comparison import Comparison, ThemeAgreement
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Coding
from presentation.messages import load_messages
from presentation.palette import palettes

Subject = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """A line of the table. `palette` is that of a family; `kappa` is a figure or why there is none, `about` how to read it."""

    name: str
    palette: int | None
    is_theme: bool
    counts: tuple[int, int, int, int]
    percent: str
    kappa: str
    is_figure: bool
    about: str
    differences: int
    open: int
    href: str


@dataclass(frozen=True, slots=True)
class AgreementView:
    """The table of two coders. `unused` are the names of themes that neither gave."""

    comparison: Comparison
    lines: tuple[AgreementLine, ...]
    unused: tuple[str, ...]
    query: str


def agreement_view(coding: Coding, compared: Comparison, edition: Codebook) -> AgreementView:
    """The lines in the codebook's order: each family, then its themes; all themes together at the end."""
    query = urlencode({"first": compared.coders[0], "second": compared.coders[1]})
    writer = _LineWriter(coding, compared, edition, query)
    lines, unused = [], []
    for family in edition.families:
        lines.append(writer.line(next(item for item in compared.families if item.family == family.id), family.name))
        for theme in family.themes:
            item = next(item for item in compared.themes if (item.family, item.theme) == (family.id, theme.id))
            if item.agreement.points - item.agreement.neither:
                lines.append(writer.line(item, theme.name))
            else:
                unused.append(theme.name)
    lines.append(writer.line(compared.pooled, ""))
    return AgreementView(compared, tuple(lines), tuple(unused), query)


class _LineWriter:
    def __init__(self, coding: Coding, compared: Comparison, edition: Codebook, query: str) -> None:
        self._path, self._query, self._palettes = f"/codings/{coding.id}/differences", query, palettes(edition)
        self._all, self._open = Counter[Subject](), Counter[Subject]()
        for difference in compared.differences:
            for subject in ((difference.family, difference.theme), (difference.family, None), (None, None)):
                self._all[subject] += 1
                self._open[subject] += difference.settlement is None

    def line(self, item: ThemeAgreement, name: str) -> AgreementLine:
        texts, counts = load_messages().codings.comparison, item.agreement
        subject = (item.family, item.theme)
        kappa = texts.undefined[counts.undefined] if counts.undefined else f"{counts.kappa:.2f}"
        notes = [texts.levels[counts.level] if counts.level else "", texts.caution[counts.caution] if counts.caution else ""]
        named = name if item.theme else texts.any(family=name) if item.family else texts.pooled
        about = {"theme": "/".join(filter(None, subject))} if item.family else {}
        return AgreementLine(
            name=named,
            palette=self._palettes.get(item.family) if item.family else None,
            is_theme=item.theme is not None,
            counts=(counts.both, counts.only_first, counts.only_second, counts.neither),
            percent="" if counts.percent is None else f"{counts.percent:.0f} %",
            kappa=kappa.replace("-", "\u2212") if counts.kappa is not None else kappa,
            is_figure=counts.kappa is not None,
            about=", ".join(filter(None, notes)),
            differences=self._all[subject],
            open=self._open[subject],
            href=f"{self._path}?{self._query}" + (f"&{urlencode(about)}" if about else ""),
        )
