"""The page about the extension, and the extension as a .zip file for people whose server runs on another machine."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request

from domain.version import VERSION
from server.access.auth import Role, Scope, allow, allow_role

blueprint = Blueprint("extension_pages", __name__, url_prefix="/help/extension")
FOLDER: Final = Path(__file__).parents[2] / "extension"
NAME: Final = f"threadsheet-extension-{VERSION}.zip"
FILE_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""A fixed date for all files, so that the same files give the same .zip."""


@blueprint.get("")
@allow_role(Role.READER)
def index() -> str:
    """Explains how to install the extension in each browser and what it does."""
    return render_template("pages/extension.html.jinja", name=NAME)


@blueprint.get(f"/{NAME}")
@allow(Scope.READ)
def download() -> Response:
    """Serves the extension as one .zip file."""
    response = Response(build_zip(), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response.set_etag(sha256(build_zip()).hexdigest()[:16])
    response.make_conditional(request)
    return response


@cache
def build_zip() -> bytes:
    """Packs the extension without its tests."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(FOLDER.rglob("*")):
            name = path.relative_to(FOLDER)
            if path.is_file() and name.parts[0] != "tests":
                file.writestr(zipfile.ZipInfo(name.as_posix(), FILE_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
