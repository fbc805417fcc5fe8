"""The help page."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("help_pages", __name__)


@blueprint.get("/help")
def index() -> str:
    """Shows the help."""
    return render_template("pages/help.html.jinja")
