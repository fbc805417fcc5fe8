"""The bot's logins: read from the settings in the usual spellings, and never quoted in a fault."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.bot_login import BLUESKY_SERVER, BotLogin, parse_bluesky_login, parse_mastodon_login
from domain.settings import Settings


@pytest.mark.parametrize(
    ("written", "handle", "server"),
    [
        ("saver.bsky.social abcd-efgh", "saver.bsky.social", BLUESKY_SERVER),
        ("@Saver.bsky.social,abcd-efgh", "saver.bsky.social", BLUESKY_SERVER),
        ("saver.bsky.social:abcd-efgh", "saver.bsky.social", BLUESKY_SERVER),
        ("saver.example  abcd-efgh  https://pds.example/", "saver.example", "https://pds.example"),
        ("did:plc:abc:abcd-efgh", "did:plc:abc", BLUESKY_SERVER),
    ],
)
def test_a_login_of_bluesky(written: str, handle: str, server: str) -> None:
    login = parse_bluesky_login(written)
    assert isinstance(login, BotLogin)
    assert (login.handle, login.secret.get_secret_value(), login.server) == (handle, "abcd-efgh", server)


@pytest.mark.parametrize(
    "written", ["saver@mastodon.example TOKEN", "@saver@Mastodon.example, TOKEN", "saver@mastodon.example:TOKEN"]
)
def test_a_login_of_mastodon(written: str) -> None:
    login = parse_mastodon_login(written)
    assert isinstance(login, BotLogin)
    assert (login.handle, login.secret.get_secret_value()) == ("saver@mastodon.example", "TOKEN")


def test_a_server_may_have_a_port() -> None:
    login = parse_mastodon_login("saver@127.0.0.1:8080 TOKEN")
    assert isinstance(login, BotLogin)
    assert login.handle == "saver@127.0.0.1:8080"


@pytest.mark.parametrize(
    "setting",
    [
        {"bot_bluesky": "hunter2secret"},
        {"bot_bluesky": "no handle hunter2secret"},
        {"bot_bluesky": "saver.example hunter2secret ftp://pds.example"},
        {"bot_mastodon": "saver hunter2secret"},
        {"bot_mastodon": "saver@mastodon.example hunter2secret more"},
        {"bot_bluesky": "saver.example hunter2secret", "public_url": None},
    ],
)
def test_a_wrong_login_is_refused_without_its_secret(setting: dict[str, str | None]) -> None:
    with pytest.raises(ValidationError) as raised:
        Settings(**{"public_url": "https://threads.example", **setting})  # type: ignore[arg-type]
    assert all("hunter2secret" not in fault["msg"] for fault in raised.value.errors())
