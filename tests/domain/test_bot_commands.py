"""What a post that mentions the bot asks for."""

from __future__ import annotations

import pytest

from domain.bot_commands import parse_command
from domain.shapes.mention import Command


@pytest.mark.parametrize(
    "text",
    [
        "@bot.example unroll",
        "unroll @bot@mastodon.example",
        "@bot UNROLL, please!",
        "Hey @bot, please unroll this 🙏",
        "@bot #unroll",
        "@bot save",
        "@bot please save this",
        "@bot archive",
        "@bot bitte entrollen",
        "@bot speichern",
        "This is not small talk. It is long, so unroll it @bot",
    ],
)
def test_a_thread_is_asked_for(text: str) -> None:
    assert parse_command(text) is Command.UNROLL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@bot",
        "@bot how are you?",
        "@unroll.example hello",
        "@bot you save lives",
        "@bot do not unroll this",
        "@bot don't unroll",
        "@bot don’t ever unroll",
        "@bot bitte nicht entrollen",
        "@bot never stop",
        "unrollable @bot",
    ],
)
def test_nothing_is_asked_for(text: str) -> None:
    assert parse_command(text) is None


@pytest.mark.parametrize(
    "text", ["@bot stop", "STOP! @bot", "@bot please stop", "@bot opt out", "@bot opt-out and unroll", "abmelden"]
)
def test_to_be_left_alone_is_asked_for(text: str) -> None:
    assert parse_command(text) is Command.OPT_OUT


@pytest.mark.parametrize("text", ["@bot opt in", "Opt-in", "@bot anmelden"])
def test_to_be_back_is_asked_for(text: str) -> None:
    assert parse_command(text) is Command.OPT_IN
