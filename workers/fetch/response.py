"""An Response: what came back through the fetcher, decoded and within its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Response:
    """`url` is the address that answered, after redirects; `headers` have lower-case names; `body` is decoded.

    `media_type` is lower case and without parameters, `charset` what was said beside it.
    """

    url: str
    status: int
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
