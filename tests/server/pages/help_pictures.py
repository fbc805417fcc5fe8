"""Pictures of pages for the help, by day and by night. `PYTHONPATH=. python -m tests.server.pages.help_pictures` makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from archive import captures, codebooks
from archive.archive import open_archive
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from server.pages.assets import PICTURES
from server.pages.help import HELP_PICTURES, SIZE
from tests import factories
from tests.paths import CHROMIUM
from tests.running import running

QUALITY = 78
PASTED = "1/ Every second team I visit tells me it is product-led now.\n\n2/ Look closer.\n\n3/ Then come the walls."


def show_keep(page: Page, _: str) -> None:
    page.goto("/")
    page.locator("#text").fill(PASTED)
    page.wait_for_selector(".recognised:not(:empty)")


def show_themes(page: Page, thread: str) -> None:
    page.goto(f"/threads/{thread}#point-3")
    page.evaluate("window.scrollBy(0, -90)")
    page.locator("#point-3 .tag").first.focus()


def show_handouts(page: Page, thread: str) -> None:
    page.goto(f"/threads/{thread}")
    page.evaluate("window.scrollTo(0, 100)")
    page.locator(".formats summary").first.click()


def show_library(page: Page, _: str) -> None:
    page.goto("/threads?q=walls")


SHOWN: Mapping[str, Callable[[Page, str], None]] = {
    "keep": show_keep,
    "themes": show_themes,
    "handouts": show_handouts,
    "library": show_library,
}


def shelve(data: Path) -> str:
    """Puts threads into the archive; returns the one whose page is shown."""
    archive = open_archive(Settings(data=data))
    codebook = codebooks.load()["product-culture"].ref
    made = {"gappy": factories.gappy(), "ten": factories.ten()}
    ids = {}
    for name, thread in made.items():
        words = captures.store(archive, Capture(name.encode(), Via.PASTE, MediaType.TEXT, factories.NOON))
        ids[name] = threads.store(archive, thread.version, [words], codebook).thread_id
    archive.close()
    return ids["ten"]


def take(browser: Browser, home: str, thread: str) -> Iterator[tuple[str, bytes]]:
    """The name of each picture, and the picture as WebP."""
    assert SHOWN.keys() == set(HELP_PICTURES)
    window = ViewportSize(width=SIZE[0], height=SIZE[1])
    for scheme in ("light", "dark"):
        context = browser.new_context(
            base_url=home, viewport=window, color_scheme=scheme, locale="en-GB", reduced_motion="reduce"
        )
        for name, show in SHOWN.items():
            page = context.new_page()
            show(page, thread)
            page.evaluate("document.fonts.ready.then(() => true)")
            yield f"{name}-{scheme}.webp", _webp(page.screenshot())
            page.close()
        context.close()


def _webp(png: bytes) -> bytes:
    body = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").save(body, "WEBP", quality=QUALITY, method=6)
    return body.getvalue()


def main() -> None:
    with TemporaryDirectory() as folder, running(Path(folder), workers=1) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, body in take(browser, server.url, shelve(server.data)):
            (PICTURES / name).write_bytes(body)
        browser.close()


if __name__ == "__main__":
    main()
