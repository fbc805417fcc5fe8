"""Loads what reading needs at its first use: 0.25 s that processes forked afterwards need not spend."""

from __future__ import annotations

from workers.sources.parsing import html_page
from workers.sources.pasted import dates
from workers.sources.pasted.labelling.labels import model
from workers.sources.pasted.labelling.lexicon import lexicon


def prepare() -> None:
    """Compiles selectors, and loads the model and the texts by which pasted lines are labelled."""
    html_page.prepare()
    lexicon()
    model()
    dates.months()
