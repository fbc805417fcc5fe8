"""The tables of `docs/sources.md`, made from the Sources: `python -m workers.sources`. A test holds the page to them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from domain.settings import Settings
from workers.sources.registry import SOURCES, fetching_sources


def address_rows() -> Iterator[str]:
    """What happens with an address."""
    yield "| source | such an address | what is seen without a login |"
    yield "|---|---|---|"
    for source in fetching_sources(Settings()):
        yield f"| {source.name} | `{source.example}` | {source.shows} |"


def reading_rows() -> Iterator[str]:
    """What is understood, in the order in which it is tried."""
    yield "| source | site | what it reads |"
    yield "|---|---|---|"
    for source in SOURCES:
        told = (inspect.getdoc(type(source)) or "").partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")
        yield f"| {source.name} | {source.site.value} | {told} |"


if __name__ == "__main__":
    print("\n".join((*address_rows(), "", *reading_rows())))  # noqa: T201
