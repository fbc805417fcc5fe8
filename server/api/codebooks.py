"""Codebooks: what points can be about."""

from __future__ import annotations

from flask import Blueprint

from archive.document import Json, codebook_json
from server.api.answers import Codebooks
from server.api.description import described
from server.callers import Scope, admits
from server.house import house

blueprint = Blueprint("codebooks", __name__)


@blueprint.get("/codebooks")
@admits(Scope.READ, Scope.SAVE)
@described(gives=Codebooks)
def index() -> Json:
    """Every codebook with its families and themes."""
    return {"items": [codebook_json(each) for each in house().codebooks.values()]}
