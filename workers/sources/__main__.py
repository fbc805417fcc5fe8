"""Prints the tables of `docs/sources.md`: `python -m workers.sources`. A test compares the page with them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from domain.settings import Settings
from presentation.messages import sentence
from workers.sources.registry import SOURCES, fetching_sources


def address_rows() -> Iterator[str]:
    """The table of Sources that fetch, in the order in which they are tried."""
    yield "| source | example of an address | what the site shows without a login |"
    yield "|---|---|---|"
    for source in fetching_sources(Settings()):
        yield f"| {source.name} | `{source.example}` | {sentence(source.public_view)} |"


def reading_rows() -> Iterator[str]:
    """The table of all Sources, in the order in which they are tried."""
    yield "| source | site | what it reads |"
    yield "|---|---|---|"
    for source in SOURCES:
        summary = (inspect.getdoc(type(source)) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")
        yield f"| {source.name} | {source.site.value} | {summary} |"


if __name__ == "__main__":
    print("\n".join((*address_rows(), "", *reading_rows())))  # noqa: T201
