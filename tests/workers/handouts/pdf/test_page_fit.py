"""The last page of a document is at least a quarter full, or there is none, and only the last pages are laid out for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import options_from_query
from tests import factories
from workers.handouts import render
from workers.handouts.pdf import page_fit, renderer


@pytest.fixture
def last_pages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    """For each document that is laid out its number of pages, and how full the last one is."""
    shares: list[tuple[int, float]] = []
    lay_out = renderer.lay_out

    def measured(*arguments: Any) -> Any:
        document = lay_out(*arguments)
        shares.append((len(document.pages), page_fit.last_page_share(document.pages[-1]._page_box)))
        return document

    monkeypatch.setattr(renderer, "lay_out", measured)
    return shares


NAMES = ("ten", "gappy", "pictured", "scripts", "furnished", "6", "15", "21", "25", "34", "36", "60")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("options", ["", "density=compact"])
def test_no_last_page_is_nearly_empty(name: str, options: str, last_pages: Sequence[tuple[int, float]]) -> None:
    """Several of these end on less than a quarter of a page without it."""
    thread = factories.long(int(name)) if name.isdigit() else getattr(factories, name)()
    arguments = (thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON, options_from_query(options))
    render(*arguments, factories.pictures())
    pages, share = last_pages[-1]
    assert pages == 1 or share >= page_fit.FULL_ENOUGH


def test_only_the_last_pages_are_laid_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    again: list[int] = []
    remake = page_fit.remake_pages

    def counted(context: Any, root: Any, html: Any, pages: Sequence[Any], maker: Sequence[Any], first: int) -> list[Any]:
        again.append(len(pages) - first)
        return remake(context, root, html, pages, maker, first)

    monkeypatch.setattr(page_fit, "remake_pages", counted)
    render(factories.long(54), factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON)
    assert again
    assert max(again) <= 4


def test_a_document_that_cannot_be_fitted_is_the_one_that_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = (factories.long(34), factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON)
    with monkeypatch.context() as patched:
        patched.setattr(page_fit, "FULL_ENOUGH", 0)
        as_it_comes = render(*arguments)
    monkeypatch.setattr(page_fit, "last_page_share", lambda _: 0.1)
    assert render(*arguments) == as_it_comes
