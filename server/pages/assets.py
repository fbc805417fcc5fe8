"""What pages load: one stylesheet, scripts, faces, the icon. Read once; their address changes with any of them.

`/assets/REVISION/NAME` is kept by browsers for a year; scripts that import one another by relative names stay in one revision.
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
STYLES: Final = (
    "frame",
    "controls",
    "home",
    "lists",
    "progress",
    "thread",
    "tagging",
    "themes",
    "editing",
    "settings",
    "print",
)
"""The order of templates/pages/style/*.css in the one stylesheet: what is later may say more exactly what is earlier."""
YEAR: Final = "public, max-age=31536000, immutable"
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
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
        """Where a file is served. Raises KeyError for one that is not there, so that no page asks for nothing."""
        self.files[name]
        return f"/assets/{self.revision}/{name}"


@cache
def assets() -> Assets:
    """Everything that pages load, read once."""
    files = dict(sorted([*_faces(), *_scripts(), ("style.css", _style()), ("icon.svg", _icon())]))
    digest = sha256()
    for name, body in files.items():
        digest.update(f"{name}\0{sha256(body).hexdigest()}\n".encode())
    return Assets(MappingProxyType(files), digest.hexdigest()[:12])


def _faces() -> Iterator[tuple[str, bytes]]:
    for face, part in _cuts():
        path = face.path(part)
        yield f"fonts/{path.name}", path.read_bytes()


def _cuts() -> Iterator[tuple[Face, Part | None]]:
    """Every face in its parts, so that a page loads only the scripts that are on it."""
    yield MARKS, None
    for face in FACES:
        yield from ((face, part) for part in parts_of(face))


def _scripts() -> Iterator[tuple[str, bytes]]:
    for path in (TEMPLATES / "pages" / "scripts").glob("*.js"):
        yield f"scripts/{path.name}", path.read_bytes()


def _style() -> bytes:
    shared = [TEMPLATES / "style" / "tokens.css", TEMPLATES / "style" / "parts.css"]
    own = [TEMPLATES / "pages" / "style" / f"{name}.css" for name in STYLES]
    faces = "".join(face.rule(f"fonts/{face.path(part).name}", part, display="swap") for face, part in _cuts())
    rules = "\n".join(COMMENT.sub("", path.read_text("utf-8")).strip() for path in (*shared, *own))
    return f"{faces}{rules}\n".encode()


def _icon() -> bytes:
    """The mark in the browser's tab, where no stylesheet reaches it: ink by day, paper by night."""
    mark = (TEMPLATES / "parts" / "threadsheet.svg").read_text("utf-8")
    light = "<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e8e6e1}}</style>"
    return mark.replace("<title>", f"{light}<title>", 1).encode()


@blueprint.get("/assets/<revision>/<path:name>")
@allow_anyone
def serve(revision: str, name: str) -> Response:
    """One file; of an older revision today's, not to be kept."""
    known = assets()
    if name not in known.files:
        abort(404)
    response = Response(known.files[name], content_type=TYPES[Path(name).suffix])
    response.headers["Cache-Control"] = YEAR if revision == known.revision else "no-store"
    response.set_etag(sha256(known.files[name]).hexdigest()[:16])
    response.make_conditional(request)
    return response
