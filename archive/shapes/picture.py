"""A Picture: the archived copy of an image that a post showed. Fetched by the door, read by handouts and pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that was checked and encoded again by us. `media_type` is image/jpeg or image/png; sizes are in pixels."""

    body: bytes
    media_type: str
    width: int
    height: int
