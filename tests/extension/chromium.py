"""A real Chromium with the extension loaded, and the toolbar click that opens its popup."""

from __future__ import annotations

import itertools
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright

from tests.paths import CHROMIUM, ROOT

EXTENSION = ROOT / "extension"
LOOPBACK = "http://127.0.0.1/*"


class Target:
    """A page of the extension that Playwright does not know (its popup, its worker), by the browser's own protocol."""

    def __init__(self, browser: CDPSession, id_: str) -> None:
        self.browser, self.id = browser, id_
        self._numbers = itertools.count(1)
        self._answers: dict[int, Any] = {}
        self._session = browser.send("Target.attachToTarget", {"targetId": id_, "flatten": False})["sessionId"]
        browser.on("Target.receivedMessageFromTarget", self._receive)

    def _receive(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        if event["sessionId"] == self._session and "id" in message:
            self._answers[message["id"]] = message

    def send(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        message = json.dumps({"id": number, "method": method, "params": parameters})
        self.browser.send("Target.sendMessageToTarget", {"sessionId": self._session, "message": message})
        deadline = time.monotonic() + 30
        while number not in self._answers:
            assert time.monotonic() < deadline, f"no answer to {method}"
            self.browser.send("Browser.getVersion")  # lets events in
        answer = self._answers.pop(number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def leave(self) -> None:
        self.browser.send("Target.detachFromTarget", {"sessionId": self._session})

    def run(self, expression: str) -> Any:
        """The value of an expression there; a promise is awaited."""
        found = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def text(self, id_: str) -> str:
        """What a person can read there: nothing of what is hidden."""
        return str(self.run(f"document.getElementById({id_!r}).innerText"))

    def shown(self, id_: str) -> bool:
        return bool(self.run(f"document.getElementById({id_!r}).checkVisibility()"))

    def click(self, id_: str) -> None:
        self.run(f"document.getElementById({id_!r}).click()")

    def wait(self, condition: str, seconds: float = 30) -> Any:
        """Until an expression is true there; its value."""
        deadline = time.monotonic() + seconds
        while not (value := self.run(condition)):
            assert time.monotonic() < deadline, f"{condition} never came; it says {self.run('document.body?.innerText')!r}"
            time.sleep(0.05)
        return value


def until(page: Page, expression: str, seconds: float = 10) -> Any:
    """Until an expression is true on one of the extension's pages, whose policy allows Playwright's own waiting no code."""
    deadline = time.monotonic() + seconds
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < deadline, f"{expression} never came: {page.locator('body').inner_text()}"
        page.wait_for_timeout(30)
    return value


@dataclass
class Browser:
    """Chromium with the extension in it."""

    context: BrowserContext
    cdp: CDPSession
    id: str
    _background: list[Page] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The first tab but for the one of `_quiet_page`."""
        return next(page for page in self.context.pages if page not in self._background)

    def url(self, path: str) -> str:
        return f"chrome-extension://{self.id}/{path}"

    def targets(self, kind: str) -> list[dict[str, Any]]:
        targets = self.cdp.send("Target.getTargets", {"filter": [{"type": kind}]})["targetInfos"]
        return [target for target in targets if kind == "tab" or target["url"].startswith(self.url(""))]

    def click(self) -> Target:
        """Click the toolbar button on the page in front; the popup that opens."""
        self.page.bring_to_front()
        deadline = time.monotonic() + 10
        while not (tabs := [tab for tab in self.targets("tab") if tab["url"] == self.page.url]):
            assert time.monotonic() < deadline, "the page that was opened is no tab"
            time.sleep(0.02)
        self.cdp.send("Extensions.triggerAction", {"id": self.id, "targetId": tabs[0]["targetId"]})
        while not (popups := [page for page in self.targets("page") if page["url"] == self.url("popup/popup.html")]):
            assert time.monotonic() < deadline, "the click opened no popup"
            time.sleep(0.02)
        popup = Target(self.cdp, popups[-1]["targetId"])
        popup.wait("document.readyState === 'complete' && document.getElementById('items') !== null")
        return popup

    def close_popup(self) -> None:
        for each in self.targets("page"):
            if each["url"] == self.url("popup/popup.html"):
                self.cdp.send("Target.closeTarget", {"targetId": each["targetId"]})

    def kill_worker(self) -> None:
        """End the background, as the browser likes to do. One that a message starts again at once bears the same name."""
        killed = {each["targetId"]: self._began(each["targetId"]) for each in self.targets("service_worker")}
        assert killed
        for target in killed:
            self.cdp.send("Target.closeTarget", {"targetId": target})
        deadline = time.monotonic() + 10
        while any(killed.get(each["targetId"]) == self._began(each["targetId"]) for each in self.targets("service_worker")):
            assert time.monotonic() < deadline, "the background does not end"
            time.sleep(0.02)

    def _began(self, target: str) -> float | None:
        """When a background's present life began; None for one that ends before it can say."""
        try:
            worker = Target(self.cdp, target)
            began: float = worker.run("performance.timeOrigin")
            worker.leave()
        except Error:
            return None
        return began

    def set(self, **values: Any) -> None:
        """Settings of the extension, as its options page would keep them."""
        self._quiet_page().evaluate("values => chrome.storage.local.set(values)", values)

    def choose(self, server: str, token: str | None = None) -> None:
        """Use this server from now on."""
        self.set(server={"url": server, "token": token, "name": None, "headers": {}})

    def reset(self, server: str) -> None:
        """Forget all settings and choose this server; empty the outbox and the page in front."""
        self._quiet_page().evaluate("Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()])")
        self.choose(server)
        self.forget()
        self.page.goto("about:blank")

    def forget(self) -> None:
        """Empty the outbox."""
        self._quiet_page().evaluate(
            "async () => { const box = await import('/background/outbox.js');"
            " for (const item of await box.all()) await box.remove(item.id); }"
        )

    def badge(self) -> str:
        return str(self._quiet_page().evaluate("chrome.action.getBadgeText({})"))

    def _quiet_page(self) -> Page:
        """A page of the extension that does nothing, in a tab that stays open: to open one is slow."""
        if not self._background or self._background[-1].is_closed():
            page = self.context.new_page()
            page.goto(self.url("privacy.html"))
            self._background[:] = [page]
            self.page.bring_to_front()
        return self._background[-1]

    @contextmanager
    def own_page(self, path: str) -> Iterator[Page]:
        """One of the extension's own pages in a tab of its own."""
        page = self.context.new_page()
        page.goto(self.url(path))
        try:
            yield page
        finally:
            page.close()

    @contextmanager
    def options(self) -> Iterator[Page]:
        """The options page, once it has filled in what is chosen."""
        with self.own_page("options/options.html") as page:
            until(page, "document.getElementById('address').value")
            yield page

    def outbox(self) -> list[dict[str, Any]]:
        return list(self._quiet_page().evaluate("async () => (await import('/background/outbox.js')).all()"))


def with_hosts(folder: Path, *hosts: str, more: Sequence[str] = (), language: str = "en") -> Path:
    """A copy of the extension whose manifest grants `hosts` and `more`: no test can press the button of a permission prompt."""
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy, ignore=shutil.ignore_patterns("tests"), dirs_exist_ok=True)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["host_permissions"] = list(hosts)
    manifest["permissions"] += more
    manifest["optional_permissions"] = [each for each in manifest["optional_permissions"] if each not in more]
    manifest["default_locale"] = language  # and no other, since a browser of another language would not take it
    for other in (copy / "_locales").iterdir():
        if other.name != language:
            shutil.rmtree(other)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    return copy


@contextmanager
def chromium(
    playwright: Playwright,
    folder: Path,
    sites: int,
    *hosts: str,
    permissions_granted: Sequence[str] = (),
    language: str = "en",
    **options: Any,
) -> Iterator[Browser]:
    """Chromium in which every site is the one that listens on port `sites` of this machine, by TLS, and no other is reached."""
    extension = with_hosts(folder, *(hosts or (LOOPBACK,)), more=permissions_granted, language=language)
    arguments = [
        "--no-sandbox",
        f"--disable-extensions-except={extension}",
        f"--load-extension={extension}",
        f"--host-resolver-rules=MAP *:443 127.0.0.1:{sites}, EXCLUDE 127.0.0.1",
        "--ignore-certificate-errors",
    ]
    context = playwright.chromium.launch_persistent_context(
        folder / "profile", executable_path=CHROMIUM, headless=True, args=arguments, ignore_https_errors=True, **options
    )
    try:
        worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
        assert context.browser
        yield Browser(context, context.browser.new_browser_cdp_session(), worker.url.split("/")[2])
    finally:
        context.close()
