"""What a server says about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExtensionVersions:
    minimum: str


@dataclass(frozen=True, slots=True)
class Info:
    """The server's version, and what it needs. `recognised` is true for a caller that it knows."""

    product: str
    version: str
    api: int
    extension: ExtensionVersions
    needs_token: bool
    recognised: bool
