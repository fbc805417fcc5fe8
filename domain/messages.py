"""Messages for people as data: a key and its values. `presentation/messages.py` words them when they are shown.

Messages are what is stored, compared and hashed, never sentences: another wording or language changes nothing stored.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A message for a person: `key` names an entry of `reasons` in `templates/messages`, `values` fill it in.

    A key is a stable code, for programs, with the name of one of its wordings behind a dot where it has several
    (`numbers_missing.between`).
    """

    key: str
    values: tuple[tuple[str, str | int | Message | tuple[str | int | Message, ...]], ...] = ()

    @property
    def code(self) -> str:
        """The stable code that programs see."""
        return self.key.partition(".")[0]

    def __str__(self) -> str:
        """For logs."""
        return " ".join((self.key, *(f"{name}={value}" for name, value in self.values)))


def message(key: str, /, **values: str | int | Message | tuple[str | int | Message, ...]) -> Message:
    """Builds a Message from values by name."""
    return Message(key, values=tuple(values.items()))
