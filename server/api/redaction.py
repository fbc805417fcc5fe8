"""The review of what redaction hides in a thread: what is hidden, what else looks like a name, and what a person says."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from archive.threads import curation
from presentation.api.redaction import Redaction
from presentation.redaction import review
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.redirects import checked_id
from server.api.requests import Shape, Text
from server.api.responses import documented
from server.api.threads import load_latest
from server.context import app_context

blueprint = Blueprint("redaction", __name__)
NAMES = Annotated[list[Annotated[Text, Field(max_length=curation.MAX_NAME)]], Field(max_length=curation.MAX_NAMES)]


class RedactionBody(Shape):
    """Words to hide beside the names that are recognised, and recognised ones to keep. Both lists are replaced."""

    hide: NAMES = Field(default_factory=list)
    keep: NAMES = Field(default_factory=list)


@blueprint.get("/threads/<id_>/redaction")
@allow(Scope.READ)
@documented(response=Redaction)
def show(id_: str) -> Redaction:
    """What handouts with `redact=1` hide in a thread, and what else looks like a name."""
    return _review(id_)


@blueprint.put("/threads/<id_>/redaction")
@allow(Scope.WRITE)
@documented(body=RedactionBody, response=Redaction)
def change(id_: str) -> Redaction:
    """Say which other words to hide, and which names to keep."""
    body = request_body.read(RedactionBody)
    curation.change_redaction(app_context().archive, checked_id(id_), body.hide, body.keep)
    return _review(id_)


def _review(id_: str) -> Redaction:
    return Redaction.from_domain(review(load_latest(app_context(), checked_id(id_))))
