"""Paths of this server that a request names to go on to; any other address would lead people to another server."""

from __future__ import annotations

import re
from typing import Final

LOCAL_PATH: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path and query in visible ASCII. `//host` is excluded, and so are backslashes and tabs, of which browsers make it."""


def local_path(path: str | None) -> str:
    """The path if it is one of this server, else the home page."""
    return path if path and LOCAL_PATH.fullmatch(path) else "/"
