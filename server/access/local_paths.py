"""Paths of this server that a request names to go on to, and its addresses as other people reach it."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from server.context import app_context

LOCAL_PATH: Final = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A path and query in visible ASCII. `//host` is excluded, and so are backslashes and tabs, of which browsers make it."""


def local_path(path: str | None) -> str:
    """The path if it is one of this server, else the home page."""
    return path if path and LOCAL_PATH.fullmatch(path) else "/"


def public_address(path: str) -> str:
    """The address of a path on this server, as other people reach it."""
    return (app_context().settings.public_url or request.host_url).rstrip("/") + path
