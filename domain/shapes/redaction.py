"""What a person said about the names in a thread that handouts hide."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RedactionChoices:
    """Words to hide beside the names that were recognised (`hide`), and recognised ones that stay (`keep`)."""

    hide: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
