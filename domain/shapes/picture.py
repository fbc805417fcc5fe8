"""A Picture: the archived copy of an image that a post showed. Fetched by the door, read by handouts and pages."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes.failure import Failure


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that was checked and encoded again by us. `media_type` is image/jpeg or image/png; sizes are in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture that a thread shows and that is not kept, and why; `failure` is None when nobody has asked for it yet."""

    url: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """How the pictures of a Version stand: how many are kept, and which are missing, in reading order."""

    stored: int = 0
    missing: tuple[MissingPicture, ...] = ()
