"""Which passwords are too easy to guess: of the server itself, and of the people who are invited."""

from __future__ import annotations

from typing import Final

SHORTEST_PASSWORD: Final = 10
FEWEST_CHARACTERS: Final = 5
KEYBOARD: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "12345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
TRIED_FIRST: Final = (
    "password",
    "passwort",
    "threadsheet",
    "administrator",
    "letmein",
    "iloveyou",
    "welcome",
    "changeme",
    "secret",
)


def is_weak(password: str) -> bool:
    """Whether a password is short, of few characters, a row of the keyboard, or a word that everybody tries first."""
    folded = "".join(character for character in password.casefold() if character.isalnum())
    return (
        len(password) < SHORTEST_PASSWORD
        or len(set(password.casefold())) < FEWEST_CHARACTERS
        or any(folded in row or folded in row[::-1] for row in KEYBOARD if folded)
        or folded.strip("0123456789") in TRIED_FIRST
    )
