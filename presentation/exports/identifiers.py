"""Names that stay the same from one export to the next, so that a tool knows a thing again: GUIDs made from what they name."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

SPACE: Final = UUID("0f0c9f3e-58a4-4d2b-9a53-1f1d5f3c7f10")


def guid(*parts: object) -> str:
    """The GUID of what the parts name."""
    return str(uuid5(SPACE, "\x1f".join(map(str, parts)))).upper()
