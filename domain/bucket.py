"""A bucket of S3-compatible storage, as the setting BLOBS_URL names it: `s3://KEY:SECRET@bucket/prefix?endpoint=…&region=…`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
AWS: Final = "s3.amazonaws.com"
OPTIONS: Final = frozenset({"endpoint", "region"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """`host` is the server's name with its port; without a key, the credentials are those of the machine or its role."""

    name: str
    prefix: str = ""
    host: str = AWS
    secure: bool = True
    region: str | None = None
    key: str | None = None
    secret: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        """The address without credentials."""
        scheme = "https" if self.secure else "http"
        return f"s3://{self.name}/{self.prefix}?endpoint={scheme}://{self.host}"


def parse_bucket(value: object) -> object:
    """Parses the address of a bucket. Raises ValueError, which never quotes a secret."""
    if not isinstance(value, str):
        return value
    parts = urlsplit(value)
    if parts.scheme != "s3":
        raise ValueError("it begins with s3://")
    if not NAME.fullmatch(parts.hostname or ""):
        raise ValueError("after s3:// stands the name of a bucket: small letters, digits, dots and hyphens")
    if parts.username and not parts.password:
        raise ValueError("it has a key and no secret: s3://KEY:SECRET@bucket")
    options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    if unknown := sorted(set(options) - OPTIONS):
        raise ValueError(f"{unknown[0]} is no part of it; endpoint and region are")
    endpoint = _endpoint(options.get("endpoint", f"https://{AWS}"))
    return Bucket(
        name=parts.hostname or "",
        prefix=unquote(parts.path).strip("/"),
        host=endpoint.netloc,
        secure=endpoint.scheme == "https",
        region=options.get("region"),
        key=unquote(parts.username) if parts.username else None,
        secret=unquote(parts.password) if parts.password else None,
    )


def _endpoint(value: str) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.path.strip("/"):
        raise ValueError("its endpoint is an address such as https://s3.example.org or http://127.0.0.1:9000")
    return parts
