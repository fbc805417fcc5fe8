"""The extension: how it is installed and used, and the extension itself as a file, for people whose server is elsewhere."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request

from domain.version import VERSION
from server.access.auth import Scope, allow

blueprint = Blueprint("extension_pages", __name__, url_prefix="/help/extension")
FOLDER: Final = Path(__file__).parents[2] / "extension"
NAME: Final = f"threadsheet-extension-{VERSION}.zip"
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The same files make the same bytes, whenever they were checked out."""


@blueprint.get("")
def index() -> str:
    """How to install it in each browser, for good, and what it does."""
    return render_template("pages/extension.html.jinja", name=NAME)


@blueprint.get(f"/{NAME}")
@allow(Scope.READ)
def download() -> Response:
    """The folder of the extension as one file."""
    response = Response(packed(), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response.set_etag(sha256(packed()).hexdigest()[:16])
    response.make_conditional(request)
    return response


@cache
def packed() -> bytes:
    """The extension without its tests, as a browser loads it once it is unpacked."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(FOLDER.rglob("*")):
            name = path.relative_to(FOLDER)
            if path.is_file() and name.parts[0] != "tests":
                file.writestr(zipfile.ZipInfo(name.as_posix(), LONG_AGO), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return held.getvalue()
