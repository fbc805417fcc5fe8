"""Every page, by day and by night, at a desk and on a phone, before axe: nothing that it can find is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from archive import people, submissions
from archive.archive import open_archive
from archive.codings import answers
from archive.codings import records as codings
from domain.messages import Message
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.failure import Failure
from domain.shapes.person import Role
from domain.shapes.submission import OWNER, State
from tests import factories
from tests.running import Running, running
from tests.server.pages.browsing import LOOKS, watched

pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}})
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found.response["violations"]]


def looked_at(page: Page, path: str) -> list[str]:
    page.goto(path)
    return [f"{path}: {fault}" for fault in faults(page)]


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_every_page_is_accessible(
    server: Running, browser: Browser, shelf: dict[str, str], scheme: str, size: dict[str, int]
) -> None:
    told = waiting_and_failed(server)
    threads = [f"/threads/{shelf[name]}" for name in ("ten", "gappy", "furnished", "scripts")]
    pages = [
        "/",
        "/threads",
        "/authors",
        "/authors/x/mira_holm",
        "/themes",
        "/themes/product-fed/silos",
        "/review",
        "/settings",
        "/imports",
        "/offline",
    ]
    more = ["/wastebasket", "/help", "/help/extension", "/themes/edit?codebook=product-culture", "/nothing"]
    of_thread = [f"{threads[0]}/{page}" for page in ("delete", "edit", "points/3/themes")]
    coded = [*codings_of(server, shelf["ten"]), f"/codings/new?thread={shelf['ten']}", "/follows", "/account"]
    paths = [*pages, *more, *of_thread, *threads, *told, *coded]
    with watched(browser, server.url, "404", color_scheme=scheme, viewport=size) as page:
        assert [fault for path in paths for fault in looked_at(page, path)] == []


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_what_opens_on_a_page_is_accessible_too(
    server: Running, browser: Browser, shelf: dict[str, str], scheme: str, size: dict[str, int]
) -> None:
    with watched(browser, server.url, "422", color_scheme=scheme, viewport=size) as page:
        page.goto("/")
        page.get_by_text("More options").click()
        page.get_by_label("Source address").fill("nonsense")
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_selector(".fault")
        assert faults(page) == []
        page.goto(f"/threads/{shelf['ten']}")
        page.get_by_text("Left out:").click()
        page.locator("#point-4 .tag").first.focus()
        assert faults(page) == []
        page.get_by_text("Other formats").click()
        assert faults(page) == []


def test_the_login_page_is_accessible(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path, workers=1, PASSWORD="correct horse") as server:
        for scheme in ("light", "dark"):
            with watched(browser, server.url, "401", "403", color_scheme=scheme) as page:
                assert looked_at(page, "/threads") == []
                page.get_by_label("Password").fill("wrong")
                page.get_by_role("button", name="Log in").click()
                page.wait_for_selector(".fault")
                assert faults(page) == []
                page.get_by_label("Password").fill("correct horse")
                page.get_by_role("button", name="Log in").click()
                page.wait_for_url("**/threads")
                assert faults(page) == []
                page.get_by_text("Menu", exact=True).click()
                page.get_by_role("button", name="Log out").click()
                page.wait_for_url("**/login")


def waiting_and_failed(server: Running) -> list[str]:
    """Pages of submissions that stay as they are: one that is worked on, one that failed."""
    archive = open_archive(Settings(data=server.data))
    paths = []
    for failure in (None, Failure(Message("not_a_thread"), retryable=False)):
        capture = Capture(b"Words.", Via.PASTE, MediaType.TEXT, factories.NOON)
        claimed = submissions.claim(archive, submissions.receive(archive, capture=capture).submission.id)
        assert claimed
        submissions.step(archive, claimed, State.TAGGING)
        if failure:
            submissions.fail(archive, claimed, failure)
        paths.append(f"/submissions/{claimed.id}")
    archive.close()
    return paths


def codings_of(server: Running, thread_id: str) -> list[str]:
    """Pages of a coding that goes on, and of one that is compared; begun once for this server."""
    archive = open_archive(Settings(data=server.data))
    begun = codings.list_all(archive)
    if not begun:
        people.invite(archive, "Ann", Role.EDITOR, OWNER)
        for name in ("On", "Over"):
            request = CodingRequest(name, ("Ann", OWNER), (thread_id,))
            coding = codings.begin(archive, request, factories.codebook().ref, OWNER)
            silos = TagRequest(TagAction.ADD, "product-fed", "silos", ((0, 4),))
            answers.put(archive, coding.id, 1, "Ann", [silos], "Why", factories.codebook())
        for coder in ("Ann", OWNER):
            answers.finish(archive, coding.id, coder, rest=True)
        begun = codings.list_all(archive)
    archive.close()
    going_on, compared = sorted(begun, key=lambda coding: coding.compared_at is not None)
    pages = (going_on.id, f"{going_on.id}/points/1", compared.id, f"{compared.id}/differences")
    return ["/codings", *(f"/codings/{page}" for page in pages)]


def test_what_is_wrong_is_found(server: Running, browser: Browser) -> None:
    with watched(browser, server.url) as page:
        page.goto("/")
        page.get_by_text("More options").click()
        page.evaluate("document.querySelector('label[for=source]').remove()")
        page.evaluate("document.querySelector('#source').removeAttribute('placeholder')")
        assert [fault for fault in faults(page) if fault.startswith("label: ")]
