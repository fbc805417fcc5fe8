"""A Response: what a site sent, decoded and within the fetcher's limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Response:
    """`url` is the address that answered, after redirects; `headers` have lower-case names; `body` is decoded.

    `media_type` is in lower case and without parameters, `charset` is the parameter of that name.
    """

    url: str
    status: int
    body: bytes
    media_type: str | None = None
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
