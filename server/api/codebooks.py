"""Codebooks: what points can be about. Read, and added to."""

from __future__ import annotations

from flask import Blueprint, Response

from archive import codebooks
from archive.codebooks.foreign import from_csv, from_qdc
from archive.codebooks.writing import to_yaml
from archive.document import Json, codebook_json
from archive.errors import NotFound
from archive.shapes.theme import Codebook
from server import bodies
from server.api.answers import Codebook as Whole
from server.api.answers import Codebooks
from server.api.description import described
from server.callers import Scope, admits
from server.house import house
from server.requests import CodebookBody

blueprint = Blueprint("codebooks", __name__)
YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/plain")


@blueprint.get("/codebooks")
@admits(Scope.READ, Scope.SAVE)
@described(gives=Codebooks)
def index() -> Json:
    """Every codebook with its families and themes, and the files that are none."""
    here = house()
    items = [codebook_json(each, here.codebooks.origin(id_)) for id_, each in here.codebooks.items()]
    return {"items": items, "faults": [{"file": each.file, "message": each.message} for each in here.codebooks.faults()]}


@blueprint.get("/codebooks/<name>")
@admits(Scope.READ, Scope.SAVE)
@described(gives=Whole)
def show(name: str) -> Json:
    """One codebook."""
    return codebook_json(_named(name), house().codebooks.origin(name))


@blueprint.get("/codebooks/<name>.yaml")
@admits(Scope.READ)
@described(gives=YAML[0])
def file(name: str) -> Response:
    """One codebook as a file that can be changed and sent again."""
    answer = Response(to_yaml(_named(name)), content_type=f"{YAML[0]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@blueprint.post("/codebooks")
@admits(Scope.WRITE)
@described(takes=CodebookBody, gives=Whole, status=201)
def add() -> tuple[Json, int, dict[str, str]]:
    """Add a codebook, or a newer one of the same id: JSON with the file's text in it."""
    added = house().codebooks.add(_sent(bodies.read(CodebookBody)))
    return codebook_json(added, house().codebooks.origin(added.id)), 201, {"Location": f"/api/v1/codebooks/{added.id}"}


def _sent(body: CodebookBody) -> Codebook:
    """Raises Invalid, naming each place at fault."""
    if body.yaml is not None:
        return codebooks.from_yaml(body.yaml.encode())
    if body.qdc is not None:
        return from_qdc(body.qdc.encode(), body.name, body.id)
    return from_csv(body.csv or "", body.name, body.id)


def _named(name: str) -> Codebook:
    try:
        return house().codebooks[name]
    except KeyError:
        raise NotFound("There is no codebook of this name.") from None
