"""The bot's logins, as the settings BOT_BLUESKY and BOT_MASTODON name them: an account and its secret, with a blank between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

BLUESKY_SERVER: Final = "https://bsky.social"
HANDLE: Final = re.compile(r"@?(?P<handle>[a-z0-9-]+(?:\.[a-z0-9-]+)+|did:[a-z]+:[\w.:%-]+)", re.I | re.A)
ACCOUNT: Final = re.compile(r"@?(?P<user>\w[\w.-]*)@(?P<host>[\w.-]+(?::\d{1,5})?|\[[\da-f:]+\](?::\d{1,5})?)", re.I)


@dataclass(frozen=True, slots=True)
class BotLogin:
    """`handle` has no @ in front; `server` is the address of the account's server, "" where the handle names it."""

    handle: str
    secret: SecretStr
    server: str = ""


def parse_bluesky_login(value: object) -> object:
    """Parses `name.bsky.social PASSWORD [https://server]`. Raises ValueError, which never quotes the password."""
    if not isinstance(value, str):
        return value
    account, secret, *rest = _words(value, "handle and app password, such as: name.bsky.social abcd-efgh-ijkl-mnop")
    match = HANDLE.fullmatch(account)
    if match is None:
        raise ValueError("it begins with the bot's handle, such as name.bsky.social")
    server = rest[0].rstrip("/") if rest else BLUESKY_SERVER
    if len(rest) > 1 or urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).hostname:
        raise ValueError("behind the app password stands nothing, or the address of the account's server")
    return BotLogin(match["handle"].lower(), SecretStr(secret), server)


def parse_mastodon_login(value: object) -> object:
    """Parses `name@host TOKEN`. Raises ValueError, which never quotes the token."""
    if not isinstance(value, str):
        return value
    account, secret, *rest = _words(value, "account and access token, such as: name@mastodon.example TOKEN")
    match = ACCOUNT.fullmatch(account)
    if match is None or rest:
        raise ValueError("it is the bot's account, such as name@mastodon.example, and its access token")
    return BotLogin(f"{match['user']}@{match['host'].lower()}", SecretStr(secret))


def _words(value: str, form: str) -> list[str]:
    """The parts, with blanks or commas between them; a handle and a password may also have a colon."""
    words = value.replace(",", " ").split()
    if len(words) == 1:
        account, _, secret = words[0].rpartition(":")
        words = [account, secret]
    if len(words) < 2 or not all(words):
        raise ValueError(form)
    return words
