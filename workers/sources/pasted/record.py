"""A Record: one post of a copied page, by its lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One post of a copied page by the indices of its lines. `below` are the lines behind its words.

    `quoted` is a post shown inside it, whose lines are among those below.
    """

    header: tuple[int, ...]
    words: tuple[int, ...]
    below: tuple[int, ...]
    name: str | None
    handle: str | None
    quoted: Record | None = None

    @property
    def is_named(self) -> bool:
        """Whether its header names somebody: a handle, or a name with a letter in it."""
        return bool(self.handle) or any(character.isalpha() for character in self.name or "")

    def same_person(self, other: Record) -> bool:
        """Whether two records are one person's: by the handle, which may lack its host, else by the name."""
        if self.handle and other.handle:
            short, long = sorted((self.handle.casefold(), other.handle.casefold()), key=len)
            return short == long or long.startswith((f"{short}@", f"{short}."))
        return (self.name or "") == (other.name or "") != ""
