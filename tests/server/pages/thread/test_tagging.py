"""People's word on themes, on the thread's page: without scripts, with the mouse, with the keyboard alone, before axe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from archive import captures, codebooks
from archive.archive import Archive, open_archive
from archive.tags import decisions, retaggings
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.tag import TaggedBy
from tests import factories
from tests.archive.test_codebooks import GARDEN
from tests.running import Running
from tests.server.pages.browsing import LOOKS, watched
from tests.server.pages.conftest import Kept, Read, token_of, words_of


@pytest.fixture
def ten(kept: Kept) -> str:
    return kept(factories.ten())


def send(client: FlaskClient, id_: str, **fields: object) -> BeautifulSoup:
    page = BeautifulSoup(client.get(f"/threads/{id_}").text, "lxml")
    told = {"csrf_token": token_of(page), "version": "1", "codebook": "product-culture", **fields}
    return BeautifulSoup(client.post(f"/threads/{id_}/themes", data=told, follow_redirects=True).text, "lxml")


def notice(page: BeautifulSoup) -> str:
    return " ".join(each.get_text(strip=True) for each in page.select(".notice"))


def tags(archive: Archive, id_: str, position: int) -> list[tuple[str, str]]:
    point = threads.load(archive, id_).version.points[position - 1]
    return [(each.theme, each.by.value) for each in point.tags]


def test_forms_accept_reject_add_and_undo(client: FlaskClient, archive: Archive, ten: str) -> None:
    assert "Accepted on point 4." in notice(send(client, ten, do="accept 4 product-fed/silos"))
    assert "Rejected on point 4." in notice(send(client, ten, do="reject 4 product-fed/turf-war"))
    assert tags(archive, ten, 4) == [("silos", "person")]
    added = send(client, ten, do="add 2", theme="value-led/sustainable-value", words="the worth   of the\nthing itself")
    (tag,) = threads.load(archive, ten).version.points[1].tags
    assert [each.text for each in tag.evidence] == ["the worth of the thing itself"]
    assert added.select_one('#point-2 .tag[data-by="person"]')
    assert "Undone on point 2." in notice(send(client, ten, do="undo 2"))
    assert tags(archive, ten, 2) == []
    assert {each.decision.made_by for each in decisions.history(archive, ten)} == {"owner"}


def test_why_a_theme_was_set_is_shown_with_it(client: FlaskClient, read: Read, ten: str) -> None:
    page = send(client, ten, do="accept 4 product-fed/silos", memo="They <guard>\r\ntheir gates.")
    assert "They <guard>\ntheir gates." in page.select_one("#point-4 .memo").text  # type: ignore[union-attr]
    assert "their gates." in read(f"/threads/{ten}/points/4/themes").select_one(".carried .memo").text  # type: ignore[union-attr]
    too_long = send(client, ten, do="accept 4 product-fed/silos", memo="long " * 1500)
    assert too_long.select_one("#memo").text.strip() == ("long " * 1500).strip()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"do": "add 2", "theme": "value-led/sustainable-value", "words": "words that are not there"},
            "are not in the point",
        ),
        ({"do": "add 2", "theme": ""}, "Choose a theme"),
        ({"do": "explode 2 value-led/collaboration"}, "Choose a theme"),
        ({"do": ""}, "Choose a theme"),
        ({"do": "add 2", "theme": "value-led/nonsense"}, "no theme value-led/nonsense"),
        ({"do": "undo 2"}, "nothing to undo"),
        ({"do": "accept 4 product-fed/silos", "version": "7"}, "newer version"),
    ],
)
def test_what_cannot_be_done_is_told_on_the_page(
    client: FlaskClient, ten: str, fields: dict[str, object], sentence: str
) -> None:
    assert sentence in notice(send(client, ten, **fields))


def test_a_form_without_its_token_changes_nothing(client: FlaskClient, archive: Archive, ten: str) -> None:
    fields = {"do": "accept 4 product-fed/silos", "version": "1", "codebook": "product-culture"}
    assert client.post(f"/threads/{ten}/themes", data=fields).status_code == 403
    assert ("silos", "model") in tags(archive, ten, 4)


def test_a_point_has_a_page_of_its_own(read: Read, ten: str) -> None:
    page = read(f"/threads/{ten}/points/4/themes")
    assert [each.get_text(" ", strip=True) for each in page.select(".carried .tag")] == [
        "■ Product-Fed: Silos",
        "■ Product-Fed: Turf war",
    ]
    assert len(page.select("#theme option")) == 15
    read(f"/threads/{ten}/points/99/themes", 404)
    read(f"/threads/{'0' * 24}/points/1/themes", 404)


def test_an_older_version_takes_no_word(archive: Archive, kept: Kept, read: Read) -> None:
    id_ = kept(factories.ten(), "one")
    kept(factories.gappy(), "one")
    page = read(f"/threads/{id_}?version=1")
    assert not page.select(".add-theme, .answers, #decisions")


def test_a_thread_is_tagged_with_another_codebook_from_its_page(
    client: FlaskClient, archive: Archive, ten: str, read: Read
) -> None:
    client.post("/api/v1/codebooks", json={"yaml": GARDEN})
    page = read(f"/threads/{ten}")
    assert [each["value"] for each in page.select("#tag-with option")] == ["product-culture", "garden"]
    fields = {"csrf_token": token_of(page), "codebook": "garden"}
    assert client.post(f"/threads/{ten}/taggings", data=fields).status_code == 303
    assert [each.codebook_id for each in retaggings.of_thread(archive, ten)] == ["garden"]


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_suggestion_is_accepted_with_the_mouse(server: Running, browser: Browser, scripts: bool) -> None:
    id_ = fresh(server, f"mouse {scripts}")
    with watched(browser, server.url, java_script_enabled=scripts) as page:
        page.goto(f"/threads/{id_}")
        page.locator("#point-4 .tag").first.hover()
        page.locator("#point-4").get_by_role("button", name="Accept Silos").click()
        expect(page.locator("#point-4 .tag[data-by=person]")).to_have_count(1)
        expect(page.locator("#point-4 .tag").first).to_contain_text("Silos")
        page.locator("#point-4").get_by_role("button", name="Undo").click()
        expect(page.locator("#point-4 .tag[data-by=person]")).to_have_count(0)


@pytest.mark.browser
def test_the_keyboard_alone_does_it_all(server: Running, browser: Browser) -> None:
    id_ = fresh(server, "keys")
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{id_}")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
        page.keyboard.press("Escape")
        page.locator("#point-3 .number a").focus()
        page.keyboard.press("j")
        expect(page.locator("#point-4 .tag").first).to_be_focused()
        page.keyboard.press("a")
        expect(page.locator('#point-4 .tag[data-tag="product-fed/silos"]')).to_have_attribute("data-by", "person")
        expect(page.get_by_role("status").filter(has_text="Accepted on point 4.")).to_have_count(1)
        expect(page.locator('#point-4 .tag[data-tag="product-fed/silos"]')).to_be_focused()
        page.keyboard.press("Tab")
        page.locator('#point-4 .tag[data-tag="product-fed/turf-war"]').focus()
        page.keyboard.press("x")
        expect(page.locator('#point-4 .tag[data-tag="product-fed/turf-war"]')).to_have_attribute("data-by", "rejected")
        page.keyboard.press("u")
        expect(page.locator('#point-4 .tag[data-tag="product-fed/turf-war"]')).to_have_attribute("data-by", "model")
        page.keyboard.press("t")
        expect(page.locator("#theme")).to_be_focused()
        page.locator("#theme").select_option("value-led/collaboration")
        page.keyboard.press("Tab")
        page.evaluate("document.getElementById('point-text').setSelectionRange(0, 0)")
        for _ in range(4):
            page.keyboard.press("Shift+ArrowRight")
        expect(page.locator("#words")).to_have_value("Soon")
        page.locator("#words").press("Tab")
        expect(page.locator("#memo")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator('#point-4 .tag[data-tag="value-led/collaboration"]')).to_have_attribute("data-by", "person")
    assert marked(server, id_, 4, "collaboration") == ["Soon"]


@pytest.mark.browser
def test_keys_can_be_switched_off(server: Running, browser: Browser) -> None:
    id_ = fresh(server, "off")
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{id_}")
        page.keyboard.press("?")
        page.get_by_label("Use single-key shortcuts").uncheck()
        page.keyboard.press("Escape")
        page.locator("#point-4 .tag").first.focus()
        page.keyboard.press("a")
        page.reload()
        expect(page.locator("#point-4 .tag[data-by=person]")).to_have_count(0)


@pytest.mark.browser
def test_selected_words_become_evidence_counted_in_code_points(server: Running, browser: Browser) -> None:
    id_ = fresh(server, "words")
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{id_}")
        page.evaluate(SELECT, ["#point-1 .text", "on what went wrong 👇"])
        page.get_by_role("button", name="Add a theme for these words").click()
        expect(page.locator("#words")).to_have_value("on what went wrong 👇")
        page.locator("#theme").select_option("product-fed/silos")
        page.get_by_role("button", name="Add theme").click()
        expect(page.locator('#point-1 .tag[data-tag="product-fed/silos"]')).to_have_attribute("data-by", "person")
    assert marked(server, id_, 1, "silos") == ["on what went wrong 👇"]


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_what_opens_is_accessible(server: Running, browser: Browser, scheme: str, size: dict[str, int]) -> None:
    id_ = fresh(server, f"axe {scheme} {size['width']}")
    with watched(browser, server.url, color_scheme=scheme, viewport=size) as page:
        page.goto(f"/threads/{id_}")
        page.locator("#point-4 .tag").first.focus()
        page.keyboard.press("a")
        expect(page.locator("#point-4 .tag[data-by=person]")).to_have_count(1)
        page.locator('#point-4 .tag[data-tag="product-fed/turf-war"]').focus()
        page.keyboard.press("x")
        expect(page.locator("#point-4 .tag[data-by=rejected]")).to_have_count(1)
        assert violations(page) == []
        page.keyboard.press("t")
        expect(page.locator("#theme")).to_be_focused()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.locator("#point-4 .tag").first.focus()
        page.keyboard.press("?")
        assert violations(page) == []
        page.goto(f"/threads/{id_}/points/4/themes")
        assert violations(page) == []


SELECT = """([where, words]) => {
  const walker = document.createTreeWalker(document.querySelector(where), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at >= 0) document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
  }
}"""


def fresh(server: Running, name: str) -> str:
    """A thread of ten points that no other test speaks of."""
    archive = open_archive(Settings(data=server.data))
    thread = factories.ten().version
    last = replace(thread.points[-1], text=f"{thread.points[-1].text} {name}")
    renamed = replace(thread, url=None, root_post_id=None, points=(*thread.points[:-1], last))
    apart = replace(renamed, points=tuple(replace(point, post_id=f"{name}-{point.position}") for point in renamed.points))
    kept = captures.store(archive, words_of(name))
    id_ = threads.store(archive, apart, [kept], codebooks.load()["product-culture"].ref).thread_id
    archive.close()
    return id_


def marked(server: Running, id_: str, position: int, theme: str) -> list[str]:
    archive = open_archive(Settings(data=server.data))
    point = threads.load(archive, id_).version.points[position - 1]
    archive.close()
    (tag,) = [each for each in point.tags if each.theme == theme and each.by is TaggedBy.PERSON]
    return [each.text for each in tag.evidence]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
