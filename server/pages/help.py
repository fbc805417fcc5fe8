"""How Threadsheet is used, in a few words."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("help_pages", __name__)


@blueprint.get("/help")
def index() -> str:
    """The whole of it on one page."""
    return render_template("pages/help.html.jinja")
