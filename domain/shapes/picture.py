"""A Picture: the archived copy of an image that a post showed. Downloaded by workers, shown by handouts and pages."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes.failure import Failure


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that Threadsheet decoded and encoded again. `media_type` is image/jpeg or image/png; sizes are in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A stored picture without its bytes: `key` is its name in addresses, sizes are in pixels."""

    key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture of a thread that is not stored, and why; `failure` is None when it was not requested yet."""

    url: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures of a Version: how many are stored, and which are missing, in reading order."""

    stored: int = 0
    missing: tuple[MissingPicture, ...] = ()
