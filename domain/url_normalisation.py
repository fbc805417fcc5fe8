"""Splits a web address into its parts and builds its canonical form. Used by `domain/addresses.py` and the fetcher."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import idna

from domain.errors import Invalid, UnsupportedSite
from domain.messages import message

LONGEST: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
HOST: Final = re.compile(rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\]")
FORBIDDEN: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ud800-\udfff]")
TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_[ce]id|ref_src|ref_url", re.I)
SAFE: Final = "/:@!$&'()*+,;=~%-._"


@dataclass(frozen=True, slots=True)
class NormalisedUrl:
    """The parts of an address.

    `original` is the address as it was given, without surrounding blanks. `host` is lower case and ASCII, with its port when
    that is not the scheme's default. `path` is decoded, `query` is not.
    """

    original: str
    scheme: str
    host: str
    path: str
    query: str
    fragment: str

    @property
    def path_and_query(self) -> str:
        """Path and query, joined by a question mark."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The canonical form: without the fragment and without tracking parameters."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        tracked = any(TRACKING.fullmatch(name) for name, _ in pairs)
        query = (
            urlencode([pair for pair in pairs if not TRACKING.fullmatch(pair[0])])
            if tracked
            else quote(self.query, SAFE + "?/")
        )
        path = urlsplit(self.original).path or "/"
        return f"{self.scheme}://{self.host}{quote(path, SAFE)}" + (f"?{query}" if query else "")


def normalise_url(url: str) -> NormalisedUrl:
    """Parses an address. Raises UnsupportedSite for what is no address of the web, Invalid for one that is too long."""
    original = url.strip()
    if len(original) > LONGEST:
        raise Invalid("url_length", {"url": message("invalid.at_most", limit=LONGEST)})
    if FORBIDDEN.search(original):
        raise UnsupportedSite("odd_characters")
    try:
        parts = urlsplit(original)
        scheme, name, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        raise UnsupportedSite("not_an_address") from None
    if scheme not in PORTS or not name:
        raise UnsupportedSite("not_an_address")
    if "@" in parts.netloc:
        raise UnsupportedSite("with_login")
    host = _host(name)
    if port is not None and port != PORTS[scheme]:
        host = f"{host}:{port}"
    return NormalisedUrl(original, scheme, host, unquote(parts.path), parts.query, parts.fragment)


def _host(name: str) -> str:
    """The host in ASCII (IDNA), so that a look-alike name in another alphabet is another host."""
    name = name.lower().removesuffix(".")
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except UnicodeError:
            raise UnsupportedSite("not_an_address") from None
    if not HOST.fullmatch(name):
        raise UnsupportedSite("not_an_address")
    return name
