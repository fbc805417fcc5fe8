"""The help page."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from server.access.auth import Role, allow_role

blueprint = Blueprint("help_pages", __name__)
HELP_PICTURES: Final = ("keep", "themes", "handouts", "library")
"""Sections with a picture of a page: `tests/server/pages/help_pictures.py` makes them, of this size."""
SIZE: Final = (900, 560)


@blueprint.get("/help")
@allow_role(Role.READER)
def index() -> str:
    """Shows the help."""
    return render_template("pages/help.html.jinja", pictures=HELP_PICTURES, size=SIZE)
