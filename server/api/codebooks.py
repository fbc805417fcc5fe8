"""Codebooks: list, show, download and add."""

from __future__ import annotations

from flask import Blueprint, Response

from domain.codebooks.external_formats import from_csv, from_qdc
from domain.codebooks.writing import to_yaml
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import NotFound
from domain.shapes import codebook as shapes
from presentation.api.codebook import Codebook, Codebooks, FileFault
from presentation.messages import sentence
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.requests import CodebookBody
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import isolated
from server.language import request_language

blueprint = Blueprint("codebooks", __name__)
YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/plain")


@blueprint.get("/codebooks")
@allow(Scope.READ, Scope.SAVE)
@documented(response=Codebooks)
def index() -> Codebooks:
    """Every codebook with its families and themes, and the files that are not valid ones."""
    codebooks, language = app_context().codebooks, request_language()
    return Codebooks(
        items=[Codebook.from_domain(codebook, codebooks.origin(id_)) for id_, codebook in codebooks.items()],
        faults=[FileFault(file.file, sentence(file.fault, language)) for file in codebooks.faults()],
    )


@blueprint.get("/codebooks/<name>")
@allow(Scope.READ, Scope.SAVE)
@documented(response=Codebook)
def show(name: str) -> Codebook:
    """One codebook."""
    return Codebook.from_domain(_find(name), app_context().codebooks.origin(name))


@blueprint.get("/codebooks/<name>.yaml")
@allow(Scope.READ)
@documented(response=YAML[0])
def file(name: str) -> Response:
    """One codebook as a file that can be changed and sent again."""
    response = Response(to_yaml(_find(name)), content_type=f"{YAML[0]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


@blueprint.post("/codebooks")
@isolated
@allow(Scope.WRITE)
@documented(body=CodebookBody, response=Codebook, status=201)
def add() -> tuple[Codebook, dict[str, str]]:
    """Add a codebook, or a newer one of the same id: JSON with the file's text in it."""
    codebooks = app_context().codebooks
    added = codebooks.add(_parse(request_body.read(CodebookBody)))
    return Codebook.from_domain(added, codebooks.origin(added.id)), {"Location": f"/api/v1/codebooks/{added.id}"}


def _parse(body: CodebookBody) -> shapes.Codebook:
    """Raises Invalid, naming each place at fault."""
    if body.yaml is not None:
        return parse_yaml(body.yaml.encode())
    if body.qdc is not None:
        return from_qdc(body.qdc.encode(), body.name, body.id)
    return from_csv(body.csv or "", body.name, body.id)


def _find(name: str) -> shapes.Codebook:
    try:
        return app_context().codebooks[name]
    except KeyError:
        raise NotFound("codebook") from None
