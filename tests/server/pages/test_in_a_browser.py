"""What a person does, in a real Chromium against the real server: paste, watch, read, take away."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from archive import captures, submissions
from archive.archive import open_archive
from archive.threads import threads
from domain.messages import message
from domain.settings import Settings
from domain.shapes.submission import State
from tests.paths import PAGES
from tests.running import Running
from tests.server.pages.browsing import PHONE, watched
from tests.server.pages.conftest import words_of
from tests.server.pages.every_page import coded

pytestmark = pytest.mark.browser
PASTES = PAGES / "paste"
GAPS = (PASTES / "gaps.txt").read_text("utf-8")
THREAD = re.compile(r"/threads/[0-9a-z]{20,26}$")


def saved(page: Page) -> bytes:
    """What the first button of a thread's page downloads."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_paste_becomes_a_thread_and_its_pdf(server: Running, browser: Browser, scripts: bool) -> None:
    with watched(browser, server.url, java_script_enabled=scripts) as page:
        page.goto("/")
        page.get_by_label("Paste the thread").fill(GAPS)
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)
        expect(page.locator(".missing").first).to_be_visible()
        assert saved(page).startswith(b"%PDF-")


def test_progress_is_told_as_it_happens(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    archive = open_archive(Settings(data=server.data))
    received = submissions.receive(archive, capture=words_of("progress")).submission
    with watched(browser, server.url) as page:
        claimed = submissions.claim(archive, received.id)
        assert claimed
        page.goto(f"/submissions/{received.id}")
        for state, title in ((State.UNROLLING, "Unrolling"), (State.TAGGING, "Finding themes")):
            submissions.step(archive, claimed, state)
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            expect(page).to_have_title(re.compile(f"^{title} · "))
            expect(page.locator("li[aria-current=step]")).to_have_attribute("data-step", state.value)
        submissions.step(archive, claimed, State.RENDERING, message("progress.pictures", count=2))
        expect(page.get_by_role("status")).to_have_text("Fetching 2 pictures")
        submissions.finish(archive, claimed, shelf["ten"])
        page.wait_for_url(f"**/threads/{shelf['ten']}")
    archive.close()


def test_the_way_back_leads_to_the_form_with_its_words(server: Running, browser: Browser) -> None:
    with watched(browser, server.url) as page:
        page.goto("/")
        page.get_by_label("Paste the thread").fill(GAPS)
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)
        page.go_back()
        expect(page.get_by_label("Paste the thread")).to_have_value(GAPS)
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)


def test_without_events_the_page_asks_by_itself(server: Running, browser: Browser) -> None:
    with watched(browser, server.url, "ERR_FAILED") as page:
        page.route("**/events", lambda route: route.abort())
        page.goto("/")
        page.get_by_label("Paste the thread").fill(GAPS)
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)


def test_a_dropped_file_is_kept_byte_for_byte(server: Running, browser: Browser) -> None:
    body = "1/ Caf\xe9 first.\r\n\r\n2/ Then the plan.\r\n\r\n3/ Then rest.\r\n".encode("windows-1252")
    with watched(browser, server.url) as page:
        page.goto("/")
        dropped = page.evaluate_handle(
            """bytes => {
                const held = new DataTransfer();
                held.items.add(new File([new Uint8Array(bytes)], "a thread.txt", { type: "text/plain" }));
                return held;
            }""",
            list(body),
        )
        page.dispatch_event("h1", "dragover", {"dataTransfer": dropped})
        expect(page.locator("form.paste")).to_have_class(re.compile("dropping"))
        page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
        expect(page.locator(".chosen .name")).to_have_text("a thread.txt")
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)
        expect(page.locator("#point-1")).to_contain_text("Café first.")
        thread_id = page.url.rpartition("/")[2]
    archive = open_archive(Settings(data=server.data))
    (capture,) = threads.load(archive, thread_id).captures
    assert captures.load(archive, capture.id).body == body
    archive.close()


def test_a_dropped_file_can_be_left_out_again(server: Running, browser: Browser) -> None:
    with watched(browser, server.url) as page:
        page.goto("/")
        page.locator("#file").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"words"})
        page.get_by_role("button", name="Remove").click()
        expect(page.locator(".chosen")).to_be_hidden()
        expect(page.get_by_label("Paste the thread")).to_be_focused()
        page.keyboard.type("1/ One.")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(THREAD, timeout=30_000)


def test_a_fault_leaves_what_was_typed_and_leads_to_its_place(server: Running, browser: Browser) -> None:
    with watched(browser, server.url, "422", viewport=PHONE) as page:
        page.goto("/")
        page.get_by_label("Paste the thread").fill(GAPS)
        page.get_by_text("More options").click()
        page.get_by_label("Source address").fill("nonsense")
        page.get_by_role("button", name="Unroll the thread").click()
        source = page.get_by_label("Source address")
        expect(source).to_be_focused()
        expect(source).to_have_accessible_description(re.compile("not a web address: nonsense"))
        expect(page.get_by_label("Paste the thread")).to_have_value(GAPS.strip() + "\n")
        source.fill("https://example.org/1")
        page.get_by_role("button", name="Unroll the thread").click()
        page.wait_for_url(THREAD, timeout=30_000)


def test_what_is_no_thread_says_so_and_gives_the_text_back(server: Running, browser: Browser) -> None:
    prose = "Nothing here is numbered and nothing stands apart. " * 200
    with watched(browser, server.url) as page:
        page.goto("/")
        page.get_by_label("Paste the thread").fill(prose)
        page.get_by_role("button", name="Unroll the thread").click()
        expect(page.get_by_role("heading", name="This failed")).to_be_visible(timeout=30_000)
        page.get_by_role("link", name="Correct it and try again").click()
        expect(page.get_by_label("Paste the thread")).to_have_value(prose)


def test_a_handout_that_is_still_made_is_a_page_that_turns_into_it(
    server: Running, browser: Browser, shelf: dict[str, str]
) -> None:
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{shelf['ten']}")
        page.get_by_text("Other formats").click()
        page.get_by_role("button", name="Open as a page").click()
        page.wait_for_selector("body.annotated", timeout=30_000)
        assert "/handout.html?edition=annotated" in page.url


def test_the_thread_is_read_by_keys(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{shelf['ten']}")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        beads = page.locator(".rail nav a")
        beads.first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(beads.nth(2)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#point-3$"))
        page.keyboard.press("Tab")
        tag = page.locator("#point-3 .tag").first
        tag.focus()
        why = page.locator(f"#{tag.get_attribute('aria-describedby')}")
        expect(why).to_be_visible()
        page.keyboard.press("Escape")
        expect(why).to_be_hidden()
        page.get_by_text("Other formats").click()
        expect(page.get_by_role("button", name="JSON")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="JSON")).to_be_hidden()


def test_the_strip_says_where_one_is(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{shelf['ten']}")
        page.locator("#point-6").evaluate("point => window.scrollTo(0, point.offsetTop + point.offsetParent.offsetTop - 200)")
        expect(page.locator(".rail a[aria-current=location]")).to_have_attribute("href", re.compile("#point-[567]$"))
        expect(page.locator(".rail")).to_be_in_viewport()


def test_a_thread_of_more_than_a_thousand_points_opens_at_once(
    server: Running, browser: Browser, shelf: dict[str, str]
) -> None:
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{shelf['long']}")
        far = page.locator("#point-1100")
        assert far.evaluate("point => getComputedStyle(point).contentVisibility") == "auto"  # laid out once it is seen
        scrubber = page.locator(".scrubber")  # to compute the roles of all elements of the page takes seconds
        scrubber.locator("input[name=number]").fill("1100")
        scrubber.get_by_role("button", name="Go").click()
        expect(page.locator("#point-1100 .text")).to_be_in_viewport()


def test_a_thread_is_deleted_after_asking(server: Running, browser: Browser) -> None:
    made = server.finish(server.submit(text="1/ To be forgotten.\n\n2/ Soon."))
    with watched(browser, server.url, "404", java_script_enabled=False) as page:
        page.goto(made["thread_url"])
        page.locator("summary[aria-label=More]").click()
        page.get_by_role("link", name="Delete this thread").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("The thread was deleted.")).to_be_visible()
        page.goto(made["thread_url"])
        expect(page.get_by_role("heading", name="Not found")).to_be_visible()


WIDTHS = [320, 360, 640, 960]


def test_no_page_is_wider_than_its_window(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    with watched(browser, server.url, "404") as page:
        for path in ("/", "/threads", "/help", "/nothing", *(f"/threads/{id_}" for id_ in shelf.values())):
            page.goto(path)
            assert too_wide(page) == {}, path


def test_no_theme_in_focus_widens_a_page(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    with watched(browser, server.url) as page:
        page.goto(f"/threads/{shelf['furnished']}")
        for tag in page.locator(".tag").all():
            tag.focus()
            assert too_wide(page) == {}, tag.text_content()


def too_wide(page: Page) -> dict[int, int]:
    """By how much a page is wider than its window, for each width at which it is."""
    over = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        over[width] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return {width: by for width, by in over.items() if by > 0}


def test_a_coder_marks_words_and_settles_differences_by_keys(server: Running, browser: Browser, shelf: dict[str, str]) -> None:
    with closing(open_archive(Settings(data=server.data))) as archive:
        codings = coded(archive, shelf["ten"])
    with watched(browser, server.url) as page:
        page.goto(f"/codings/{codings['begun']}/points/1")
        page.locator("#coded-text").select_text()
        page.get_by_text("Turf war").click()
        assert page.locator(".code", has_text="Turf war").get_by_role("textbox").input_value().startswith("Every second team")
        page.goto(f"/codings/{codings['compared']}/differences")
        page.keyboard.press("y")
        expect(page.locator(".notice")).to_contain_text("Settled for point 1")
        expect(page.locator(".outcome")).to_contain_text("it applies")
        page.keyboard.press("u")
        expect(page.locator(".notice")).to_contain_text("undone")
