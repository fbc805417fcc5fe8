"""Messages for people as data: a key and its values. `presentation/messages.py` words them when they are shown.

What is stored, compared or hashed is this, never a sentence: another wording or language changes nothing that was kept.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """What a person is to be told: `key` names an entry of `reasons` in `templates/messages`, `values` fill it in.

    A key is a stable code, for programs, with the name of one of its wordings behind a dot where it has several
    (`numbers_missing.between`).
    """

    key: str
    text: str = ""
    values: tuple[tuple[str, str | int | Message | tuple[str | int | Message, ...]], ...] = ()

    @property
    def code(self) -> str:
        """The stable code that programs see."""
        return self.key.partition(".")[0]

    def __str__(self) -> str:
        """For logs."""
        return " ".join((self.key, *(f"{name}={value}" for name, value in self.values), self.text)).strip()


def message(key: str, /, **values: str | int | Message | tuple[str | int | Message, ...]) -> Message:
    """A Message with its values by name."""
    return Message(key, values=tuple(values.items()))
