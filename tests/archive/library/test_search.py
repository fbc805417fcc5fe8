"""What is found by which query, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.archive import Archive
from archive.library import listing
from archive.tags import decisions
from archive.threads import curation, threads, wastebasket
from domain.characters import EARLIEST, LATEST
from domain.search.parsing import parse_query
from domain.search.query import Field
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.library import Order, Sort
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.reading import Site
from domain.shapes.thread import Verdict
from tests.archive.library.shelves import search, shelve, thread, titles
from tests.archive.readings import tag

SHELVES = (
    thread("We built a lighthouse on the coast.", "Ships come home.", title="harbour"),
    thread("Über die Straße: Datenschutzgrundverordnung", title="strasse", author=Author("Jürgen Groß", "juergen_g")),
    thread("東京タワーはとても高い。", "ソウル 서울특별시", title="tokyo", author=Author("山田太郎", "taro")),
    thread("กรุงเทพมหานคร เป็นเมืองหลวง", title="thai"),
    thread("Café crème, naïve façade", "don't stop", title="accents", site=Site.BLUESKY),
    thread("नमस्ते दुनिया", title="hindi"),
    thread("ＦＵＬＬ width ｶﾀｶﾅ", title="width"),
    thread("The cat is not here 🧵", "a phrase ends", "and goes on", title="phrase"),
)
FOUND = {
    "lighthouse": {"harbour"},
    "LIGHTHOUSE": {"harbour"},
    "house": {"harbour"},
    "ighthou": {"harbour"},
    '"house"': set(),
    "light*": {"harbour"},
    "house*": set(),
    "lighthouse ships": {"harbour"},
    "lighthouse absent": set(),
    "lighthouse OR cafe": {"harbour", "accents"},
    "lighthouse -ships": set(),
    "-lighthouse -phrase -title": {"strasse", "tokyo", "thai", "accents", "hindi", "width"},
    "-(lighthouse OR cat OR cafe)": {"strasse", "tokyo", "thai", "hindi", "width"},
    "strasse": {"strasse"},
    "STRAẞE": {"strasse"},
    "straße in:text": {"strasse"},
    "uber": {"strasse"},
    "schutz": {"strasse"},
    "東": {"tokyo"},
    "東京": {"tokyo"},
    "京東": set(),
    "タワー": {"tokyo"},
    "高い": {"tokyo"},
    "서": {"tokyo"},
    "울특": {"tokyo"},
    "เมือง": {"thai"},
    "cafe creme": {"accents"},
    "CAFÉ": {"accents"},
    "don’t": {"accents"},
    '"don\'t stop"': {"accents"},
    "दुनिया": {"hindi"},
    "full": {"width"},
    "カタカナ": {"width"},
    "🧵": {"phrase"},
    '"not here"': {"phrase"},
    '"here not"': set(),
    '"ends and"': set(),  # of two points
    '"is not he"*': {"phrase"},
    "author:sam": {"harbour", "thai", "accents", "hindi", "width", "phrase"},
    "author:Jurgen": {"strasse"},
    'author:"jürgen groß"': {"strasse"},
    "author:Jurgem": {"strasse"},
    "author:juergen_q": {"strasse"},
    "author:@juergen_g": {"strasse"},
    "author:@juergen": set(),
    "author:nobody": set(),
    "author:山田": {"tokyo"},
    "site:bluesky": {"accents"},
    "site:bluesky lighthouse": set(),
    "harbour in:title": {"harbour"},
    "harbour in:text": set(),
    "ships in:title": set(),
    "R & D": set(),
    "...": {version.title for version in SHELVES},
    "": {version.title for version in SHELVES},
    "points:2": {"harbour", "tokyo", "accents"},
    "points:>2": {"phrase"},
    "points:2-3 -site:bluesky": {"harbour", "tokyo", "phrase"},
}


@pytest.fixture
def shelves(archive: Archive) -> Archive:
    for version in SHELVES:
        shelve(archive, version)
    return archive


def test_queries_find_what_they_ask_for(shelves: Archive) -> None:
    assert {q: titles(shelves, q) for q in FOUND} == FOUND


def test_hits_are_told_at_their_points_in_code_points(archive: Archive) -> None:
    shelve(archive, thread("nothing", "𝒳 👋🏽 The " + "long " * 60 + "way to the Straße, and STRASSE again", title="t"))
    (item,) = search(archive, "strasse").items
    (match,) = item.matches
    assert (match.field, match.position, match.number) == (Field.TEXT, 2, 2)
    assert [match.snippet.text[hit.start : hit.end] for hit in match.snippet.hits] == ["Straße", "STRASSE"]
    assert match.snippet.text.startswith("…")
    assert len(match.snippet.text) < 200


def test_at_most_two_places_are_shown_those_with_most_words_first(archive: Archive) -> None:
    shelve(archive, thread("one", "two", "one two", "two", title="t"))
    (item,) = search(archive, "one two").items
    assert [match.position for match in item.matches] == [3, 1]


def test_every_field_of_a_thread_is_searched(archive: Archive) -> None:
    picture = Media(MediaKind.IMAGE, "https://example.org/a.png", "an ornate gazebo")
    quoted = Quote("a zeppelin passes", Author("Kim"), media=(Media(MediaKind.VIDEO, alt="a zither"),))
    id_ = shelve(archive, thread("text", title="title", author=Author("Ada"), media=[picture], quote=quoted))
    curation.change(archive, id_, "owner", note="remember the **quince**")
    curation.write_point_note(archive, id_, 1, "a kumquat here", "owner")
    fields = {
        word: search(archive, word).items[0].matches[0].field for word in ("gazebo", "zeppelin", "zither", "quince", "ada")
    }
    assert fields == {
        "gazebo": Field.ALT,
        "zeppelin": Field.QUOTE,
        "zither": Field.ALT,
        "quince": Field.NOTE,
        "ada": Field.AUTHOR,
    }
    (match,) = search(archive, "kumquat in:note").items[0].matches
    assert match.position == 1
    for q in ("has:image", "has:video", "has:quote", "has:note"):
        assert titles(archive, q) == {"title"}
    assert titles(archive, "has:poll") == titles(archive, "has:link") == titles(archive, "has:gap") == set()


def test_the_index_follows_notes_versions_and_deletion(archive: Archive) -> None:
    id_ = shelve(archive, thread("the first wording", title="t"))
    curation.change(archive, id_, "owner", note="quince")
    curation.change(archive, id_, "owner", note="medlar")
    assert titles(archive, "quince") == set()
    assert titles(archive, "medlar first") == {"t"}
    curation.change(archive, id_, "owner", note="")
    assert titles(archive, "medlar") == set()
    wastebasket.put(archive, id_, "owner")
    assert titles(archive, "first") == titles(archive, "") == set()
    wastebasket.restore(archive, id_)
    assert titles(archive, "first") == {"t"}
    threads.delete(archive, id_)
    assert titles(archive, "first") == set()


def test_dates_verdicts_labels_and_stars_are_filters(archive: Archive) -> None:
    old = shelve(archive, thread("old", posted_at=datetime(2021, 5, 1, tzinfo=UTC), verdict=Verdict.GAPS))
    shelve(archive, thread("new", posted_at=datetime(2024, 5, 1, tzinfo=UTC), verdict=Verdict.COMPLETE))
    curation.change(archive, old, "owner", new_labels=["To  read", "Größe"], favourite=True)
    assert titles(archive, "before:2024-05-01") == titles(archive, "before:2024") == {"old"}
    assert titles(archive, "after:2024-05-01") == titles(archive, "after:2022") == {"new"}
    assert titles(archive, "verdict:gaps") == titles(archive, "has:gap") == {"old"}
    assert titles(archive, 'label:"to read"') == titles(archive, "label:grosse") == titles(archive, "is:favourite") == {"old"}
    curation.change(archive, old, "owner", favourite=False, new_labels=[])
    assert titles(archive, "is:favourite") == titles(archive, 'label:"to read"') == set()


def test_the_years_of_a_list_may_lie_as_far_apart_as_dates_can(archive: Archive) -> None:
    for moment in (EARLIEST, datetime(2023, 12, 31, 23, 59, 59, 999_999, UTC), datetime(2024, 1, 1, tzinfo=UTC), LATEST):
        shelve(archive, thread(f"at {moment}", posted_at=moment))
    shelve(archive, thread("another word", posted_at=datetime(2024, 5, 1, tzinfo=UTC)))
    order = Order(Sort.PUBLISHED)
    assert listing.count_years(archive, parse_query(""), order.sort) == {1: 1, 2023: 1, 2024: 2, 9999: 1}
    assert listing.count_years(archive, parse_query("at"), order.sort) == {1: 1, 2023: 1, 2024: 1, 9999: 1}
    assert listing.count_years(archive, parse_query("nothing"), order.sort) == {}
    for year, before, expected in ((9999, 0, LATEST.year), (2024, 1, 2024), (1, 4, 1)):
        cursor = listing.year_cursor(order, year, before)
        (item, *_) = listing.list_page(archive, parse_query(""), order, cursor).items
        assert item.thread.posted_at
        assert item.thread.posted_at.year == expected


def test_families_themes_and_decisions_are_filters(archive: Archive) -> None:
    from archive.codebooks import BUILT_IN, load

    id_ = shelve(archive, thread("Hello there", tags=[tag("silos")]))
    shelve(archive, thread("untagged"))
    for q in ("family:product-fed", "theme:product-fed/silos", "theme:silos", "is:undecided"):
        assert titles(archive, q) == {"Hello there"}
    assert titles(archive, "family:value-led") == titles(archive, "by:person") == set()
    reject = TagRequest(TagAction.REJECT, "product-fed", "silos")
    decisions.decide(archive, id_, 1, 1, [reject], load()[BUILT_IN])
    assert titles(archive, "theme:silos") == titles(archive, "is:undecided") == set()
    assert titles(archive, "by:person") == {"Hello there"}


@pytest.mark.parametrize("others", [1, 4])  # more and less than half of all
def test_facets_count_the_threads_of_the_list(archive: Archive, others: int) -> None:
    first = shelve(archive, thread("lighthouse one", tags=[tag("silos"), tag("turf-war")]))
    shelve(archive, thread("lighthouse two", site=Site.BLUESKY, posted_at=None))
    for number in range(others):
        shelve(archive, thread(f"other {number}", author=Author("Kim", "kim")))
    curation.change(archive, first, "owner", new_labels=["a", "b"])
    facets = search(archive, "lighthouse", facets=True).facets
    counts = {name: {value.value: value.count for value in values} for name, values in facets.items()}
    assert counts == {
        "site": {"x": 1, "bluesky": 1},
        "author": {"sam": 2},
        "family": {"product-fed": 1},
        "theme": {"product-fed/silos": 1, "product-fed/turf-war": 1},
        "verdict": {"unknown": 2},
        "label": {"a": 1, "b": 1},
        "year": {"2026": 1},
        "codebook": {"product-culture": 2},
    }


def test_links_are_a_feature(archive: Archive) -> None:
    from dataclasses import replace

    version = thread("see this")
    link = replace(version.points[0], spans=(Span(0, 3, SpanKind.LINK, "https://example.org/"),))
    shelve(archive, replace(version, points=(link,)))
    assert titles(archive, "has:link") == {"see this"}


def test_whole_words_and_titles_come_first(archive: Archive) -> None:
    shelve(archive, thread("a boat in the text, far down " + "and more " * 30, title="one"))
    shelve(archive, thread("a boathouse", title="two"))
    shelve(archive, thread("nothing else", title="The boat"))
    assert search(archive, "boat").items[0].thread.title == "The boat"
