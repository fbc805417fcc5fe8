"""Codebooks: what points can be about. Read, and added to."""

from __future__ import annotations

from flask import Blueprint, Response

from domain.codebooks.external_formats import from_csv, from_qdc
from domain.codebooks.writing import to_yaml
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import NotFound
from domain.shapes.theme import Codebook
from presentation.messages import sentence
from presentation.theme_json import codebook_json
from presentation.thread_json import Json
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.description import documented
from server.api.requests import CodebookBody
from server.api.theme_responses import Codebook as Whole
from server.api.theme_responses import Codebooks
from server.context import app_context

blueprint = Blueprint("codebooks", __name__)
YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/plain")


@blueprint.get("/codebooks")
@allow(Scope.READ, Scope.SAVE)
@documented(response=Codebooks)
def index() -> Json:
    """Every codebook with its families and themes, and the files that are none."""
    context = app_context()
    items = [codebook_json(each, context.codebooks.origin(id_)) for id_, each in context.codebooks.items()]
    return {
        "items": items,
        "faults": [{"file": each.file, "message": sentence(each.fault)} for each in context.codebooks.faults()],
    }


@blueprint.get("/codebooks/<name>")
@allow(Scope.READ, Scope.SAVE)
@documented(response=Whole)
def show(name: str) -> Json:
    """One codebook."""
    return codebook_json(_named(name), app_context().codebooks.origin(name))


@blueprint.get("/codebooks/<name>.yaml")
@allow(Scope.READ)
@documented(response=YAML[0])
def file(name: str) -> Response:
    """One codebook as a file that can be changed and sent again."""
    answer = Response(to_yaml(_named(name)), content_type=f"{YAML[0]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@blueprint.post("/codebooks")
@allow(Scope.WRITE)
@documented(body=CodebookBody, response=Whole, status=201)
def add() -> tuple[Json, int, dict[str, str]]:
    """Add a codebook, or a newer one of the same id: JSON with the file's text in it."""
    added = app_context().codebooks.add(_sent(request_body.read(CodebookBody)))
    return codebook_json(added, app_context().codebooks.origin(added.id)), 201, {"Location": f"/api/v1/codebooks/{added.id}"}


def _sent(body: CodebookBody) -> Codebook:
    """Raises Invalid, naming each place at fault."""
    if body.yaml is not None:
        return parse_yaml(body.yaml.encode())
    if body.qdc is not None:
        return from_qdc(body.qdc.encode(), body.name, body.id)
    return from_csv(body.csv or "", body.name, body.id)


def _named(name: str) -> Codebook:
    try:
        return app_context().codebooks[name]
    except KeyError:
        raise NotFound("There is no codebook of this name.") from None
