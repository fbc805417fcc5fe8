"""A real Firefox with the extension installed, driven over WebDriver BiDi without a driver beside it."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

from tests.extension.chromium import with_hosts

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
TOOLBAR = 142  # the first Firefox whose protocol reaches its own windows, so that its toolbar can be clicked
PREFERENCES = {
    "xpinstall.signatures.required": False,
    "extensions.manifestV3.enabled": True,
    "network.stricttransportsecurity.preloadlist": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "browser.shell.checkDefaultBrowser": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
}
GECKO_ID = "threadsheet@threadsheet.example"

# What a person does: have the button in the toolbar, and press it. The popup that opens is the browser's own.
CLICK = f"""(async () => {{
  const {{ ExtensionParent }} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const places = ["moz-src:///browser/components/customizableui/CustomizableUI.sys.mjs",
    "resource:///modules/CustomizableUI.sys.mjs"]; // the second until 141
  const modules = places.map((place) => {{ try {{ return ChromeUtils.importESModule(place); }} catch {{ return null; }} }});
  const {{ CustomizableUI }} = modules.find(Boolean);
  const window = Services.wm.getMostRecentWindow("navigator:browser");
  const {{ extension }} = WebExtensionPolicy.getByID("{GECKO_ID}");
  const {{ widget }} = ExtensionParent.apiManager.global.browserActionFor(extension);
  CustomizableUI.addWidgetToArea(widget.id, "nav-bar");
  const {{ node }} = widget.forWindow(window);
  (node.querySelector("toolbarbutton") ?? node).click();
}})()"""


def version() -> int:
    """The number of the Firefox that is installed; 0 without one."""
    told = subprocess.run([FIREFOX, "--version"], capture_output=True, text=True, check=True).stdout if FIREFOX else ""
    return int(found[1]) if (found := re.search(r"(\d+)\.", told)) else 0


@dataclass
class Firefox:
    """One session. `address` is where the extension's own pages are."""

    socket: WebSocket
    address: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def send(self, method: str, **parameters: Any) -> Any:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]

    def open(self, url: str) -> str:
        """A new tab at `url`; its context."""
        context: str = self.send("browsingContext.create", type="tab")["context"]
        self.send("browsingContext.navigate", context=context, url=url, wait="complete")
        return context

    def run(self, context: str, expression: str) -> Any:
        """The value of an expression there, through JSON; a promise is awaited."""
        told = self.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({expression})) ?? null))()",
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def click(self) -> None:
        """Click the toolbar button, once it has its place in the toolbar."""
        window = self.send("browsingContext.getTree", **{"moz:scope": "chrome"})["contexts"][0]["context"]
        self.run(window, CLICK)

    def popup(self, own: str, expression: str) -> Any:
        """The value of an expression about `popup`, the window of the popup, asked from `own`, a page of the extension."""
        return self.run(own, f"(async popup => popup && ({expression}))(browser.extension.getViews({{ type: 'popup' }})[0])")

    def wait_popup(self, own: str, expression: str, seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while not (value := self.popup(own, expression)):
            said = self.popup(own, "popup.document.body.innerText")
            assert time.monotonic() < deadline, f"{expression} never came: {said!r}"
            time.sleep(0.05)
        return value

    def wait(self, context: str, expression: str, seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while not (value := self.run(context, expression)):
            assert time.monotonic() < deadline, f"{expression} never came: {self.run(context, 'document.body?.innerText')!r}"
            time.sleep(0.05)
        return value


@contextmanager
def firefox(folder: Path, sites: int, *hosts: str) -> Iterator[Firefox]:
    """Firefox with the extension; every https site is asked for through the look-alikes' door on port `sites`."""
    assert FIREFOX
    profile = folder / "firefox"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    command = [FIREFOX, "--headless", "--remote-debugging-port=0", "--remote-allow-system-access", "--profile", str(profile)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True)
    try:
        socket = create_connection(f"{_address(process)}/session", suppress_origin=True, timeout=60)
        opened = Firefox(socket)
        proxy = {"proxyType": "manual", "sslProxy": f"127.0.0.1:{sites}"}
        capabilities = {"alwaysMatch": {"acceptInsecureCerts": True, "proxy": proxy}}
        opened.send("session.new", capabilities=capabilities)
        extension = with_hosts(folder, *hosts)
        opened.send("webExtension.install", extensionData={"type": "path", "path": str(extension)})
        opened.address = f"moz-extension://{_uuid(profile)}"
        yield opened
        socket.close()
    finally:
        process.terminate()
        process.wait(20)
        assert process.stderr
        process.stderr.close()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            return found[1]
    raise AssertionError("Firefox ended before it listened")


def _uuid(profile: Path) -> str:
    """The extension's address is drawn for each profile, and stands in its preferences a moment later."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        preferences = (profile / "prefs.js").read_text() if (profile / "prefs.js").exists() else ""
        if found := re.search(rf'{re.escape(GECKO_ID)}\\?":\\?"([0-9a-f-]{{36}})', preferences):
            return found[1]
        time.sleep(0.1)
    raise AssertionError("the extension has no address")
