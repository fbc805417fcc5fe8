"""The options page: a server is tested hop by hop, and the hop that fails is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.extension.chromium import Browser, until
from tests.extension.receiving import Receiver

pytestmark = pytest.mark.browser


@pytest.fixture
def options(browser: Browser) -> Iterator[Page]:
    with browser.options() as page:
        yield page


def answer(options: Page, button: str = "#connect") -> str:
    options.click(button)
    until(options, "document.getElementById('answer').textContent.length > 12")
    return options.locator("#answer").inner_text()


def test_a_server_on_this_machine_needs_no_code(options: Page, receiver: Receiver) -> None:
    options.fill("#address", receiver.url.removeprefix("http://"))
    assert answer(options) == f"Connected to Threadsheet 0.1.0 at {receiver.url}."


@pytest.mark.parametrize(
    ("info", "said"),
    [
        ({"hello": "world"}, "The server at this address is not a Threadsheet."),
        ({"product": "Threadsheet", "api": 1, "extension": {"minimum": "9.0.0"}}, "This extension is too old"),
        ({"product": "Threadsheet", "api": 2, "extension": {"minimum": "0.1.0"}}, "This extension is too old"),
        ({"product": "Threadsheet", "api": 0, "extension": {"minimum": "0.1.0"}}, "have different versions"),
    ],
)
def test_what_answers_is_looked_at(options: Page, receiver: Receiver, info: dict[str, object], said: str) -> None:
    receiver.info = info
    options.fill("#address", receiver.url)
    assert said in answer(options, "#test")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("127.0.0.1:1", "cannot be reached"),
        ("https://user:word@example.org", "not a server address"),
        ("ftp://example.org", "not a server address"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(options: Page, address: str, said: str) -> None:
    options.fill("#address", address)
    assert said in answer(options)


def test_a_login_in_between_is_told_and_headers_get_past_it(browser: Browser, options: Page, receiver: Receiver) -> None:
    receiver.wants = ("X-Door", "open sesame")
    options.fill("#address", receiver.url)
    assert "asks for a login" in answer(options, "#test")
    options.locator("summary").click()
    options.fill("#headers", "no header")
    assert "one header per line" in answer(options, "#test")
    options.fill("#headers", "X-Door: open sesame")
    options.click("#connect")
    options.get_by_text("Connected to Threadsheet").wait_for()
    options.reload()
    until(options, "document.getElementById('headers').value")
    assert options.locator("#headers").input_value() == "X-Door: open sesame"


def test_forgetting_a_server_goes_back_to_this_machine(browser: Browser, options: Page, receiver: Receiver) -> None:
    browser.choose(receiver.url, token="ts_secret")
    options.reload()
    until(options, "document.getElementById('address').value.length > 8")
    options.click("#forget")
    options.get_by_text("on this machine again").wait_for()
    assert options.evaluate("chrome.storage.local.get('server')") == {
        "server": {"url": "http://127.0.0.1:8484", "token": None, "name": None, "headers": {}}
    }


def test_what_is_ticked_is_kept(options: Page) -> None:
    options.set_checked("#start_at_once", False)
    options.reload()
    until(options, "document.getElementById('address').value")
    assert not options.is_checked("#start_at_once")
    options.set_checked("#start_at_once", True)


def test_a_code_typed_as_soon_as_it_is_asked_for_stays(options: Page, receiver: Receiver) -> None:
    """Somebody pastes it quicker than the server is written down."""
    receiver.info |= {"needs_token": True, "recognised": False}
    options.evaluate(
        "new MutationObserver(() => { if (document.getElementById('answer').textContent.includes('needs a code'))"
        " document.getElementById('code').value = 'QUICKEST'; }).observe(document.getElementById('answer'), {childList: true})"
    )
    options.fill("#address", receiver.url)
    options.click("#connect")
    options.get_by_text("but needs a code").wait_for()
    until(
        options,
        "chrome.storage.local.get('server').then(({server}) => server?.url === document.getElementById('address').value)",
    )
    options.wait_for_timeout(300)
    assert options.input_value("#code") == "QUICKEST"


def test_a_double_click_sends_a_code_once(options: Page, receiver: Receiver) -> None:
    options.fill("#address", receiver.url)
    options.fill("#code", "ABCD2345")
    options.dblclick("#connect")
    options.get_by_text("Connected to Threadsheet").wait_for()
    assert [path for method, path, _ in receiver.requests if method == "POST"] == ["/api/v1/pairings"]
