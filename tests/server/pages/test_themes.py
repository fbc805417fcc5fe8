"""The pages of themes: readable, counted, with faults told at their places, before axe."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests import factories
from tests.archive.test_codebooks import GARDEN
from tests.presentation.exports.test_exports import FOREIGN
from tests.running import Running
from tests.server.pages.browsing import LOOKS, watched
from tests.server.pages.conftest import Kept, Read, token_of


def send(client: FlaskClient, text: str = "", file: tuple[bytes, str] | None = None) -> tuple[int, BeautifulSoup]:
    page = BeautifulSoup(client.get("/themes").text, "lxml")
    fields: dict[str, object] = {"csrf_token": token_of(page), "text": text}
    if file:
        fields["file"] = (io.BytesIO(file[0]), file[1])
    answer = client.post("/themes", data=fields, content_type="multipart/form-data", follow_redirects=True)
    return answer.status_code, BeautifulSoup(answer.text, "lxml")


def test_the_codebook_is_readable_with_its_counts(read: Read, kept: Kept) -> None:
    kept(factories.ten())
    page = read("/themes")
    assert [each.get_text(" ", strip=True) for each in page.select(".family h2")] == [
        "■ Product-Fed 6 points",
        "● Value-Led 3 points",
    ]
    assert len(page.select(".theme-list > li")) == 14
    silos = page.select_one("#product-fed\\/silos")
    assert silos
    assert silos.select_one("a.count")
    assert silos.select(".cues code")
    assert page.select_one(".drawing svg circle title")
    assert page.select_one(".places a[href='/themes'][aria-current=page]")


def test_the_points_of_a_theme_lead_to_their_threads(read: Read, kept: Kept) -> None:
    id_ = kept(factories.ten())
    page = read("/themes/product-fed/silos")
    (item,) = page.select(".found > li")
    assert item.select_one(f"a[href='/threads/{id_}?codebook=product-culture#point-4']")
    assert "Design throws a file over to engineering" in [each.get_text() for each in item.select("mark")]
    assert "No point has this theme yet." in read("/themes/value-led/customer-learning").text
    read("/themes/product-fed/nonsense", 404)
    read("/themes?codebook=nonsense", 404)
    read("/themes/product-fed/silos?page=0", 400)


def test_a_pasted_codebook_is_added_and_shown(client: FlaskClient) -> None:
    status, page = send(client, GARDEN)
    assert (status, page.select_one("h1").get_text()) == (200, "Gardens")  # type: ignore[union-attr]
    assert "Added: “Gardens”, version 3." in page.text


def test_faults_are_told_at_their_places_and_the_text_stays(client: FlaskClient) -> None:
    broken = GARDEN.replace("id: pruning", "id: Pruning!").replace("version: 3", "version: x")
    status, page = send(client, broken)
    assert status == 422
    assert [each.get_text() for each in page.select("#faults code")] == ["families[0].themes[0].id", "version"]
    assert page.select_one("#codebook-text").get_text().strip() == broken.strip()  # type: ignore[union-attr]
    assert send(client)[0] == 422
    assert send(client, "a: [")[0] == 422


@pytest.mark.parametrize(
    ("body", "name", "title"),
    [
        (GARDEN.encode(), "garden.yaml", "Gardens"),
        (FOREIGN.encode(), "My study.qdc", "My study"),
        (b"theme,family\nJoy,Feelings\n", "feelings.csv", "feelings"),
    ],
)
def test_a_file_of_each_kind_is_added(client: FlaskClient, body: bytes, name: str, title: str) -> None:
    status, page = send(client, file=(body, name))
    assert (status, page.select_one("h1").get_text()) == (200, title)  # type: ignore[union-attr]


def test_hostile_names_are_only_words(client: FlaskClient) -> None:
    status, page = send(client, GARDEN.replace("name: Pruning", "name: '<script>alert(1)</script>'"))
    assert status == 200
    assert not [each for each in page.select("script") if not each.get("src")]
    assert "<script>alert(1)</script>" in page.select_one(".theme-list h3").get_text()  # type: ignore[union-attr]


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_the_pages_are_accessible(
    server: Running, browser: Browser, shelf: dict[str, str], scheme: str, size: dict[str, int]
) -> None:
    with watched(browser, server.url, "422", color_scheme=scheme, viewport=size) as page:
        for path in ("/themes", "/themes/product-fed/silos"):
            page.goto(path)
            for each in page.locator("main summary").all()[:2]:
                each.click()
            assert violations(page) == []
        page.goto("/themes")
        page.get_by_label("Paste a codebook").fill("id: x")
        page.get_by_role("button", name="Add codebook").click()
        page.wait_for_selector("#faults")
        assert violations(page) == []


def violations(page: object) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})  # type: ignore[arg-type]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]
