"""Asks the server of the bot's account on Bluesky (a PDS), which passes on to the AppView what is not its own.

Learned from the lexicons `com.atproto.server.createSession` and `refreshSession`: an access token lasts for minutes or hours, a
refresh token for weeks and once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode, urlsplit

from domain.bot_login import BotLogin
from domain.errors import BotFailed, FetchFailed, NotAThread
from workers.bot.site import MAX_BYTES, Session
from workers.fetch import Fetcher, Response
from workers.sources.parsing.json_tree import JsonTree

EXPIRED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})


class BlueskyClient:
    """One conversation with the server; logs in when it must."""

    def __init__(self, login: BotLogin, session: Session, fetcher: Fetcher) -> None:
        parts = urlsplit(login.server)
        private = parts.scheme == "http" and parts.hostname
        self._fetcher = fetcher.with_private_host(parts.hostname or "", parts.port or 80) if private else fetcher
        self._login, self.session = login, session
        if not session.access:
            self._log_in()

    def get(self, method: str, query: list[tuple[str, str]]) -> tuple[int, JsonTree]:
        """The status and body of an answer. Raises BotFailed, FetchFailed."""
        return self._with_token(lambda headers: self._ask(f"{method}?{urlencode(query)}", headers))

    def post(self, method: str, body: dict[str, object]) -> tuple[int, JsonTree]:
        return self._with_token(lambda headers: self._post(method, headers, body))

    def _with_token(self, call: Callable[[dict[str, str]], Response]) -> tuple[int, JsonTree]:
        status, tree = self._parse(call(self._headers(self.session.access)))
        if _is_expired(status, tree):
            self._renew()
            status, tree = self._parse(call(self._headers(self.session.access)))
            if _is_expired(status, tree):
                raise BotFailed("login", handle=self._login.handle)
        return status, tree

    def _renew(self) -> None:
        if self.session.refresh:
            status, tree = self._parse(self._post("com.atproto.server.refreshSession", self._headers(self.session.refresh)))
            if status == 200 and tree["accessJwt"].is_text:
                self._keep(tree)
                return
        self._log_in()

    def _log_in(self) -> None:
        body: dict[str, object] = {"identifier": self._login.handle, "password": self._login.secret.get_secret_value()}
        status, tree = self._parse(self._post("com.atproto.server.createSession", {}, body))
        if status != 200 or not tree["accessJwt"].is_text:
            raise BotFailed("login", handle=self._login.handle)
        self._keep(tree)

    def _keep(self, tree: JsonTree) -> None:
        self.session = Session(tree["did"].id or self.session.account, tree["accessJwt"].raw, tree["refreshJwt"].raw)

    def _headers(self, token: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {token}"}

    def _ask(self, path: str, headers: dict[str, str]) -> Response:
        return self._fetcher.ask(f"{self._login.server}/xrpc/{path}", headers, MAX_BYTES)

    def _post(self, method: str, headers: dict[str, str], body: dict[str, object] | None = None) -> Response:
        content = json.dumps(body).encode() if body is not None else b""
        return self._fetcher.post(f"{self._login.server}/xrpc/{method}", content, headers, MAX_BYTES)

    def _parse(self, response: Response) -> tuple[int, JsonTree]:
        try:
            return response.status, JsonTree.parse(response.body.decode("utf-8", "replace"))
        except NotAThread as error:
            raise FetchFailed("not_bluesky", host=urlsplit(self._login.server).hostname or "") from error


def _is_expired(status: int, tree: JsonTree) -> bool:
    return status in (400, 401) and tree["error"].raw in EXPIRED
