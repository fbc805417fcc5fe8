"""The page of a thread: everything that is known of it stands there, and what is not known is said."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import captures, media
from archive.archive import Archive
from archive.tags import retaggings
from archive.threads import threads
from domain.errors import NotFound
from domain.messages import Message, message
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.failure import Failure
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.reading import Related
from domain.shapes.thread import Point, Role
from presentation.messages import sentence
from tests import factories
from tests.server.pages.conftest import BROWSER, Kept, Read, token_of


def test_a_thread_is_set_whole(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.ten())}")
    assert page.select("h1")[0].text == "Every second team I visit tells me it is 'product-led' now."
    assert "Mira Holm @mira_holm" in page.select(".eyebrow")[0].text
    facts = page.select(".facts")[0].text
    for fact in ("https://x.com/mira_holm/status/1474000000000000001", "24 December 2021", "24 November 2026"):
        assert fact in facts
    assert "all 9 numbered points are here" in page.select(".head .verdict")[0].text
    assert "The author numbered the points 1 to 9" in page.select(".reason")[0].text
    assert [point.text for point in page.select(".number")] == [*map(str, range(1, 10)), "Closing"]


def test_the_strip_leads_to_every_point(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.ten())}")
    leads = [str(bead["href"]) for bead in page.select(".rail nav a")]
    assert leads == [f"#point-{position}" for position in range(1, 11)]
    assert all(page.select_one(lead) for lead in leads)


def test_tags_say_who_how_sure_and_from_which_words(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.ten())}")
    tag = page.select("#point-4 .tag")[0]
    assert tag.text == "■ Product-Fed: Silos"
    why = page.find(id=str(tag["aria-describedby"]))
    assert why
    assert "Suggested by Threadsheet, strong (82% sure), from the words “Design throws a file over to engineering”." in why.text
    assert [mark.text for mark in page.select("#point-4 mark")] == [
        "Design throws a file over to engineering",
        "each of them wants a louder voice",
    ]


def test_gaps_stand_where_they_are(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.gappy())}")
    items = page.select(".points > li")
    assert "Points 6 and 7 are missing" in items[5].text
    assert "missing" in items[5]["class"]
    assert "held back more answers" in items[-1].text
    assert "2 of 9 points are missing: numbers 6 and 7." in page.text


def test_what_stood_beside_a_text_is_shown(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.furnished())}")
    assert "Quoting Ines Okafor" in page.select(".quote")[0].text
    assert [media["data-kind"] for media in page.select(".media")] == ["image", "video", "card", "poll"]
    assert "No description by the author." in page.select(".media")[1].text
    facts = page.select(".facts")[0].text
    assert "date unknown" in facts
    assert "no address given" in facts


def test_a_picture_that_could_not_be_kept_is_a_warning(read: Read, kept: Kept, archive: Archive) -> None:
    thread = factories.furnished()
    id_ = kept(thread)
    assert "could not be kept" not in read(f"/threads/{id_}").text
    lost, *_ = media.request(archive, id_, 1, thread.version)
    media.record_failure(archive, lost, Failure(Message("gone"), retryable=False))
    page = read(f"/threads/{id_}")
    assert f"1 picture of this thread could not be saved. {sentence(Message('gone'))}" in page.text
    told = page.select_one(".media .lost")
    assert told
    assert told.text == f"This picture could not be saved. {sentence(Message('gone'))}"


def test_a_lost_picture_can_be_attached(client: FlaskClient, read: Read, kept: Kept, archive: Archive) -> None:
    thread = factories.furnished()
    id_ = kept(thread)
    lost, *_ = media.request(archive, id_, 1, thread.version)
    media.record_failure(archive, lost, Failure(Message("gone"), retryable=False))
    page = read(f"/threads/{id_}")
    button, field = page.select_one(".attach button"), page.select_one(".attach input")
    assert button
    assert field
    address, name, token = str(button["formaction"]), str(field["name"]), token_of(page)
    client.post(address, data={"csrf_token": token, "do": "accept 1 a/b"}, headers=BROWSER)
    assert "Choose a file with the picture first." in read(f"/threads/{id_}").text
    client.post(address, data={"csrf_token": token, name: (BytesIO(b"bytes"), "a.png")}, headers=BROWSER)
    assert media.load_attached(archive, [lost]) == {lost: b"bytes"}
    assert "The file is being read." in read(f"/threads/{id_}").text


def test_stored_pictures_are_shown_at_their_points_and_to_readers_of_the_thread_only(
    client: FlaskClient, read: Read, kept: Kept, archive: Archive
) -> None:
    thread = factories.pictured()
    id_, other = kept(thread), kept(factories.ten(), "others")
    urls = media.request(archive, id_, 1, thread.version)
    stored = factories.pictures()
    media.store(archive, urls[0], stored[urls[0]])
    page = read(f"/threads/{id_}")
    (shown,) = page.select(".points img")
    assert (shown["width"], shown["height"], shown["loading"]) == ("1600", "800", "lazy")
    assert shown["alt"] == "Five houses in a row; a thread runs over all of their roofs."
    assert page.select_one("#point-2 img")
    answer = client.get(str(shown["src"]))
    assert (answer.mimetype, answer.data) == ("image/jpeg", stored[urls[0]].body)
    assert client.get(str(shown["src"]).replace(id_, other)).status_code == 404
    assert client.get(f"/threads/{id_}/pictures/{'0' * 64}").status_code == 404


def test_every_way_of_writing_keeps_its_direction(read: Read, kept: Kept) -> None:
    page = read(f"/threads/{kept(factories.scripts())}")
    assert page.select("h1")[0]["dir"] == "rtl"
    assert [page.select(f"#point-{at} .text p")[0]["dir"] for at in (1, 2, 3, 8)] == ["rtl", "rtl", "ltr", "ltr"]
    assert page.select(".points")[0]["lang"] == "ja"


def test_markup_in_a_thread_is_only_words(read: Read, kept: Kept) -> None:
    bad = '<script>alert(1)</script> & "><img src=x onerror=alert(1)>'
    ten = factories.ten()
    version = replace(
        ten.version,
        title=bad,
        author=replace(ten.version.author, name=bad, handle=bad, url="javascript:alert(1)"),
        points=(Point(1, Role.POINT, bad, 1, url="javascript:alert(1)"),),
        related=(Related(bad, bad, 3, bad, "javascript:alert(1)"),),
        dropped=(bad,),
        completeness=replace(ten.version.completeness, reasons=(message("page_changed", site=bad, hook=bad),)),
    )
    id_ = kept(replace(ten, version=version))
    for path in (f"/threads/{id_}", f"/threads/{id_}/delete", "/", "/threads"):
        page = read(path)
        assert bad in page.text
        assert not page.select("img, [onerror], [href^=javascript]")
        assert all(script["src"].startswith("/assets/") and not script.text for script in page.select("script"))


def test_what_was_left_out_and_other_threads_can_be_seen(read: Read, kept: Kept) -> None:
    ten = factories.ten()
    related = Related("Outcomes, not output", "Once there was…", 14, "Nov 3, 2021", "https://example.org/1")
    page = read(f"/threads/{kept(replace(ten, version=replace(ten.version, related=(related,))))}")
    assert [block.text for block in page.select(".dropped pre")] == list(ten.version.dropped)
    assert "2 blocks" in page.select(".dropped summary")[0].text
    assert page.select_one(".related a[href='https://example.org/1']")
    assert "14 posts · Nov 3, 2021" in page.select(".related")[0].text


def test_a_number_that_the_author_left_out_is_counted_on(read: Read, kept: Kept) -> None:
    opening, one = Point(1, Role.OPENING, "Hello."), Point(2, Role.POINT, "One.", 1)
    points = (opening, one, Point(3, Role.POINT, "Two."), Point(4, Role.POINT, "Three.", 3))
    ten = factories.ten()
    page = read(f"/threads/{kept(replace(ten, version=replace(ten.version, points=points)))}")
    assert [number.text for number in page.select(".number")] == ["Opening", "1", "2", "3"]
    assert page.select_one("#point-3 .number a.added[title]")


def test_every_version_can_be_read(archive: Archive, read: Read, kept: Kept) -> None:
    id_ = kept(factories.gappy(), "words")
    assert kept(factories.ten(), "words", "more words") == id_
    newest, first = read(f"/threads/{id_}"), read(f"/threads/{id_}?version=1")
    assert len(newest.select(".point")) == 10
    assert len(first.select(".point")) == 7
    assert first.select_one(f".notice a[href='/threads/{id_}']")
    assert not newest.select(".notice")
    assert [row.text.split(" · ")[0] for row in newest.select(".versions li")] == ["Version 2", "Version 1"]
    assert first.select_one(".take .primary[href$='version=1']")
    assert first.select_one(".take input[name=version][value='1']")
    read(f"/threads/{id_}?version=9", 404)
    read(f"/threads/{id_}?version=x", 400)


def test_every_format_and_edition_can_be_taken(read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    page = read(f"/threads/{id_}")
    assert page.select_one(f".take a.primary[href='/threads/{id_}/handout.pdf?download=1']")
    targets = [str(button["formaction"]) for button in page.select(".sheet button")]
    assert targets[0] == f"/threads/{id_}/handout.pdf"
    assert f"/threads/{id_}/handout.html" in targets
    assert {str(choice["value"]) for choice in page.select(".sheet input[name=edition]")} >= {"annotated", "reading"}


def test_deleting_asks_first_and_then_forgets(archive: Archive, client: FlaskClient, read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    (capture,) = threads.load(archive, id_).captures
    assert read(f"/threads/{id_}").select_one(f"a[href='/threads/{id_}/delete']")
    ask = read(f"/threads/{id_}/delete")
    assert "Every second team" in ask.text
    assert client.post(f"/threads/{id_}/delete", headers=BROWSER).status_code == 403
    assert threads.load(archive, id_)
    answer = client.post(f"/threads/{id_}/delete", data={"csrf_token": token_of(ask)}, headers=BROWSER)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "The thread was deleted." in read("/").select(".notice")[0].text
    assert not read("/").select(".notice")
    assert captures.load(archive, capture.id)
    assert "Every second team" in read("/wastebasket").text
    threads.delete(archive, id_)
    with pytest.raises(NotFound):
        captures.load(archive, capture.id)
    for path in ("", "/delete"):
        read(f"/threads/{id_}{path}", 404)


def test_a_thread_whose_codebook_was_taken_away_can_still_be_read(archive: Archive, read: Read) -> None:
    ten = factories.ten()
    capture = captures.store(archive, Capture(b"words", Via.PASTE, MediaType.TEXT, factories.NOON))
    gone = replace(ten.codebook, id="gone")
    id_ = threads.store(archive, ten.version, [capture], gone).thread_id
    page = read(f"/threads/{id_}")
    assert len(page.select(".point")) == 10
    assert not page.select(".tag")
    assert read("/threads").select(".entry")


def test_a_thread_of_many_points_has_a_slider_instead_of_beads(client: FlaskClient, read: Read, kept: Kept) -> None:
    id_ = kept(factories.long(150))
    page = read(f"/threads/{id_}")
    assert page.select(".scrubber input[type=range]")[0]["max"] == "150"
    assert page.select(".rail nav") == []
    assert client.get(f"/threads/{id_}/points?number=61").location == f"/threads/{id_}#point-61"
    assert client.get(f"/threads/{id_}/points?number=9999").location == f"/threads/{id_}#point-150"


def test_points_can_be_filtered_by_family_by_decision_and_by_words(read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    page = read(f"/threads/{id_}")
    family = next(link for link in page.select(".legend a") if "Product-Fed" in link.text)
    fed = read(str(family["href"]).partition("#")[0])
    assert len(fed.select(".point")) == int(family.select(".count")[0].text)
    assert fed.select_one(".legend a[aria-current]")
    undecided = next(link for link in page.select(".legend a") if "undecided" in link.text)
    assert len(read(str(undecided["href"]).partition("#")[0]).select(".point[data-undecided]")) == int(
        undecided.text.split()[0]
    )
    found = read(f"/threads/{id_}?find=PRODUCT+led")
    assert found.select(".point")
    assert all("product" in point.text.lower() and "led" in point.text.lower() for point in found.select(".point"))
    assert read(f"/threads/{id_}?find=zzz").select(".point") == []


def test_labels_a_star_and_notes_are_set_without_scripts(client: FlaskClient, read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    token = token_of(read(f"/threads/{id_}"))
    for path, values in {
        "labels": {"labels": "Workshop,  culture , Workshop"},
        "favourite": {"favourite": "1"},
        "note": {"note": "For Tuesday.\r\n<b>Read</b> it."},
        "points/3/note": {"note": "The heart of it."},
    }.items():
        assert client.post(f"/threads/{id_}/{path}", data={**values, "csrf_token": token}).status_code == 303
    page = read(f"/threads/{id_}")
    assert [chip.text for chip in page.select(".chip")] == ["Workshop", "culture"]
    assert page.select_one(".star[aria-pressed=true]")
    assert page.select(".note-form textarea")[0].text.strip() == "For Tuesday.\n<b>Read</b> it."
    assert page.select("#point-3 .mine-note")[0].text == "The heart of it."
    assert "The heart of it." in read(f"/threads/{id_}/points/3/themes").select("#note textarea")[0].text


def test_every_option_of_a_handout_is_in_the_form(read: Read, kept: Kept) -> None:
    form = read(f"/threads/{kept(factories.ten())}").select("form.sheet")[0]
    names = {str(field["name"]) for field in form.select("[name]")}
    assert {field.name for field in fields(Options)} | {"edition", "download"} <= names
    assert {str(button["formaction"]).rpartition("handout.")[2] for button in form.select(".as button")} == set(Format)


def test_words_that_are_not_in_the_point_come_back_with_the_fault(client: FlaskClient, read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    page = read(f"/threads/{id_}/points/4/themes")
    version = page.select("input[name=version]")[0]["value"]
    values = {"do": "add 4", "theme": "value-led/shared-outcome", "words": "never written", "version": version}
    answer = client.post(f"/threads/{id_}/themes", data={**values, "csrf_token": token_of(page)})
    refused = BeautifulSoup(answer.text, "lxml")
    assert answer.status_code == 422
    assert refused.select("#words")[0].text.strip() == "never written"
    assert refused.select_one("option[value='value-led/shared-outcome'][selected]")
    assert refused.select(".notice.wrong")


def test_a_thread_that_is_worked_on_says_so(archive: Archive, client: FlaskClient, read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    assert client.get(f"/threads/{id_}/pending").status_code == 204
    retaggings.request(archive, id_, "product-culture")
    assert client.get(f"/threads/{id_}/pending").status_code == 202
    assert read(f"/threads/{id_}").select_one("article[data-pending] #pending")
