"""Serves what pages load: one stylesheet, scripts, fonts, the icon. Files are read once.

Browsers cache `/assets/REVISION/NAME` for a year. The revision is a hash over all files, so every change gives new addresses;
scripts that import one another by relative names stay in one revision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, abort, request

from presentation.fonts import FACES, MARKS, Face, Part, parts_of
from server.access.auth import allow_anyone

TEMPLATES: Final = Path(__file__).parents[2] / "templates"
PICTURES: Final = TEMPLATES / "pages" / "pictures"
"""Pictures of our own pages, for the help."""
STYLES: Final = (
    "layout",
    "controls",
    "home",
    "imports",
    "lists",
    "library",
    "progress",
    "thread",
    "tagging",
    "themes",
    "authors",
    "editing",
    "sharing",
    "settings",
    "codings",
    "print",
)
"""The order of templates/pages/style/*.css in the one stylesheet: later files may override earlier ones."""
CACHE_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
COMMENT: Final = re.compile(r"/\*.*?\*/\n?", re.DOTALL)

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Assets:
    """Every file by its name, and the hash over all of them."""

    files: MappingProxyType[str, bytes]
    revision: str

    def address(self, name: str) -> str:
        """Returns the path of a file. Raises KeyError for one that does not exist, so that no page links to a missing file."""
        self.files[name]
        return f"/assets/{self.revision}/{name}"


@cache
def assets() -> Assets:
    """Reads all files, once."""
    files = dict(sorted([*_faces(), *_scripts(), ("style.css", _style()), ("icon.svg", _icon()), *_app_icons(), *_pictures()]))
    digest = sha256()
    for name, body in files.items():
        digest.update(f"{name}\0{sha256(body).hexdigest()}\n".encode())
    return Assets(MappingProxyType(files), digest.hexdigest()[:12])


def _faces() -> Iterator[tuple[str, bytes]]:
    for face, part in _font_files():
        path = face.path(part)
        yield f"fonts/{path.name}", path.read_bytes()


def _font_files() -> Iterator[tuple[Face, Part | None]]:
    """Yields every font face by parts of Unicode, so that a page loads only the parts that its text needs."""
    yield MARKS, None
    for face in FACES:
        yield from ((face, part) for part in parts_of(face))


def _scripts() -> Iterator[tuple[str, bytes]]:
    for path in (TEMPLATES / "pages" / "scripts").glob("*.js"):
        yield f"scripts/{path.name}", path.read_bytes()


def _pictures() -> Iterator[tuple[str, bytes]]:
    for path in PICTURES.glob("*.webp"):
        yield f"pictures/{path.name}", path.read_bytes()


def _style() -> bytes:
    shared = [TEMPLATES / "style" / "tokens.css", TEMPLATES / "style" / "parts.css"]
    own = [TEMPLATES / "pages" / "style" / f"{name}.css" for name in STYLES]
    faces = "".join(face.rule(f"fonts/{face.path(part).name}", part, display="swap") for face, part in _font_files())
    rules = "\n".join(COMMENT.sub("", path.read_text("utf-8")).strip() for path in (*shared, *own))
    return f"{faces}{rules}\n".encode()


def _icon() -> bytes:
    """The icon for the browser's tab, with its own colours for light and dark mode, since no stylesheet applies there."""
    mark = (TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8")
    light = "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e8e6e1}}</style>"
    return mark.replace("<title>", f"{light}<title>", 1).encode()


def _app_icons() -> Iterator[tuple[str, bytes]]:
    """The icons of the app on a phone: the mark on paper, in the middle, because phones cut them to a shape of theirs."""
    for path in (TEMPLATES / "pages" / "icons").glob("*.png"):
        yield path.name, path.read_bytes()


@blueprint.get("/assets/<revision>/<path:name>")
@allow_anyone
def serve(revision: str, name: str) -> Response:
    """Serves a file. Under an older revision it is the current file, not to be cached."""
    current = assets()
    if name not in current.files:
        abort(404)
    response = Response(current.files[name], content_type=MEDIA_TYPES[Path(name).suffix])
    response.headers["Cache-Control"] = CACHE_FOR_A_YEAR if revision == current.revision else "no-store"
    response.set_etag(sha256(current.files[name]).hexdigest()[:16])
    response.make_conditional(request)
    return response
