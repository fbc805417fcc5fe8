"""What the library page shows: rows, facets, chips of what is asked for, and the links between its views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.search.hits import Snippet
from domain.search.query import Field
from domain.shapes.codebook import Codebook
from domain.shapes.library import FacetValue, Item, Order, Page, Sort, TextMatch
from presentation.messages import grouped, load_messages
from server.pages.dates import Date, date
from server.pages.library.addresses import Parameters
from server.pages.thread_rows import Row, codebook_of, row_by

MANY: Final = 20
"""Threads from which on the facets stand in a column of their own."""
FACET_VALUES: Final = 10
"""Values of a facet that are shown at once."""
FACETS: Final = ("verdict", "family", "theme", "author", "site", "year", "label", "codebook")
FEW_FACETS: Final = ("family", "author", "site", "label")
MARKS: Final = ("is:undecided", "-is:undecided", "is:favourite", "is:gone")
"""Terms of the query language that the page offers beside the facets, without counts."""
FEW_VALUES: Final = 3
"""What a library of few threads shows, in about one line."""

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """`chosen` when the page already shows it; then the address takes it away."""

    text: str
    address: str
    chosen: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading and values; `more` are those behind a fold."""

    name: str
    title: str
    values: Sequence[Link]
    more: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a snippet; `marked` when the query asks for it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where words of the query stand: a point by its label and address, or another field by its name."""

    label: str
    address: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thread of the list. `when` is the date that the list is sorted by."""

    thread: Row
    points: str
    when: Date | None
    favourite: bool
    labels: Sequence[str]
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class LibraryView:
    """The whole page. `few` puts the facets into one line; `query` is all that is asked for, in the query language."""

    entries: Sequence[Entry]
    few: bool
    count: str
    range: str
    total: int
    written: str
    hidden: Sequence[tuple[str, str]]
    chips: Sequence[Link]
    facets: Sequence[Facet]
    sorts: Sequence[Link]
    densities: Sequence[Link]
    years: Sequence[Link]
    marks: Sequence[Link]
    query: str
    dense: bool
    next: str | None
    first: str | None


def library_view(
    page: Page, order: Order, parameters: Parameters, codebooks: Mapping[str, Codebook], years: Sequence[Link], all_threads: int
) -> LibraryView:
    """Builds the view of one page of the list."""
    few = all_threads < MANY
    by_ref = {ref: codebook_of(ref, codebooks) for ref in {item.thread.codebook for item in page.items}}
    names = _names(dict(codebooks))
    dense = parameters.get("density") != "airy" and not few
    return LibraryView(
        entries=[_entry(item, order, by_ref[item.thread.codebook]) for item in page.items],
        few=few,
        count=_count(page),
        range=_range(page),
        total=page.count.value,
        written=parameters.get("q"),
        hidden=[pair for pair in parameters.pairs if pair[0] != "q"],
        chips=_chips(parameters, page, names),
        facets=_facets(page, parameters, names, *((FEW_FACETS, FEW_VALUES) if few else (FACETS, FACET_VALUES))),
        sorts=_sorts(order, parameters),
        densities=[] if few else _densities(parameters, dense),
        years=years,
        marks=[] if few else [_mark(term, parameters) for term in MARKS],
        query=parameters.as_query(),
        dense=dense,
        next=parameters.address(cursor=page.next) if page.next else None,
        first=parameters.address() if page.first > 1 else None,
    )


def _thousands() -> str:
    return str(load_messages().shared.thousands)


def _count(page: Page) -> str:
    texts = load_messages().pages.library
    count = texts.count(page.count.value)
    return str(count if page.count.exact else texts.at_least(count=count))


def _range(page: Page) -> str:
    numbers = (page.first, page.first + len(page.items) - 1, page.count.value)
    first, last, total = (grouped(number, _thousands()) for number in numbers)
    return str(load_messages().pages.library.range(first=first, last=last, total=total)) if page.items else ""


def _entry(item: Item, order: Order, codebook: Codebook) -> Entry:
    thread = item.thread
    return Entry(
        thread=row_by(thread, codebook),
        points=grouped(len(thread.points), _thousands()),
        when=date(thread.posted_at if order.sort is Sort.PUBLISHED else thread.archived_at),
        favourite=item.favourite,
        labels=item.labels,
        places=[_place(thread.id, match) for match in item.matches if match.field is not Field.TITLE],
    )


def _place(thread_id: str, match: TextMatch) -> Place:
    texts = load_messages().pages.library
    address = f"/threads/{thread_id}" + (f"#point-{match.position}" if match.position else "")
    label = str(match.number or match.position) if match.field is Field.TEXT else str(texts.fields[match.field.value])
    return Place(label, address, parts_of(match.snippet))


def parts_of(snippet: Snippet) -> list[Part]:
    """The snippet cut at its hits."""
    parts: list[Part] = []
    at = 0
    for hit in snippet.hits:
        parts += [Part(snippet.text[at : hit.start], False), Part(snippet.text[hit.start : hit.end], True)]
        at = hit.end
    return [part for part in (*parts, Part(snippet.text[at:], False)) if part.text]


def _chips(parameters: Parameters, page: Page, names: Names) -> list[Link]:
    """What is asked for: the search as it is written, and each filter."""
    written = parameters.get("q")
    search = [Link(written, parameters.with_("q", "").address(), True)] if written.strip() else []
    return search + [_chip(name, value, parameters, page, names) for name, value in parameters.filters()]


def _chip(name: str, value: str, parameters: Parameters, page: Page, names: Names) -> Link:
    named = next((facet.name for facet in page.facets.get(name, ()) if facet.value == value and facet.name), None)
    text = load_messages().pages.library.chip(facet=_title(name), value=named or _value(name, value, names))
    return Link(text, parameters.without(name, value).address(), True)


def _title(name: str) -> str:
    return str(load_messages().pages.library.facets[name])


def _value(name: str, value: str, names: Names) -> str:
    shared = load_messages().shared
    named = {"verdict": shared.verdicts, "site": shared.sites}.get(name, names)
    return str(named[value]) if value in named else value


def _names(codebooks: Mapping[str, Codebook]) -> Names:
    """The names of codebooks, families and themes, by id."""
    names = {codebook.id: codebook.name for codebook in codebooks.values()}
    for codebook in codebooks.values():
        for family in codebook.families:
            names |= {family.id: family.name} | {f"{family.id}/{theme.id}": theme.name for theme in family.themes}
    return names


def _mark(term: str, parameters: Parameters) -> Link:
    texts: Any = load_messages().pages.library.marks
    return Link(texts[term], parameters.searching_for(term).address(), term in parameters.get("q").split(" "))


def _facets(page: Page, parameters: Parameters, names: Names, shown: Sequence[str], most: int) -> list[Facet]:
    facets = []
    for name in shown:
        values = page.facets.get(name, ())
        links = [_facet_link(name, value, parameters, names) for value in values]
        if any(link.chosen or value.count < page.count.value for link, value in zip(links, values, strict=True)):
            facets.append(Facet(name, _title(name), links[:most], links[most:]))
    return facets


def _facet_link(name: str, value: FacetValue, parameters: Parameters, names: Names) -> Link:
    chosen = parameters.has(name, value.value)
    address = parameters.without(name, value.value) if chosen else parameters.with_(name, value.value)
    text = value.name or _value(name, value.value, names)
    return Link(text, address.address(), chosen, grouped(value.count, _thousands()))


def _sorts(order: Order, parameters: Parameters) -> list[Link]:
    texts = load_messages().pages.library.sorts
    links = []
    for sort in Sort:
        if sort is Sort.RELEVANCE and not parameters.get("q"):
            continue
        chosen = sort is order.sort
        value = f"-{sort}" if chosen and not order.reverse and sort is not Sort.RELEVANCE else str(sort)
        links.append(Link(texts[str(sort)], parameters.with_("sort", value).address(), chosen))
    return links


def _densities(parameters: Parameters, dense: bool) -> list[Link]:
    texts: Any = load_messages().pages.library.densities
    return [
        Link(texts.dense, parameters.with_("density", "").address(), dense),
        Link(texts.airy, parameters.with_("density", "airy").address(), not dense),
    ]
