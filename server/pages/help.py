"""The help page."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.access.auth import Role, allow_role

blueprint = Blueprint("help_pages", __name__)


@blueprint.get("/help")
@allow_role(Role.READER)
def index() -> str:
    """Shows the help."""
    return render_template("pages/help.html.jinja")
