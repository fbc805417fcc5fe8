"""Generates the OpenAPI 3.1 description of the API from the routes and the `documented` decorators of their views."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, Final, Literal

from flask import Blueprint, Flask, current_app
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from werkzeug.routing import Rule

from presentation.api.json_format import Json, adapter
from presentation.api.reason import Problem
from presentation.messages import load_messages
from server.access.auth import allow_anyone
from server.api.links import links_from
from server.api.responses import JSON, Documentation

blueprint = Blueprint("description", __name__)
ROOT: Final = "/api/v1"
SCHEMAS: Final = "#/components/schemas/{model}"
ID: Final = {"type": "string", "pattern": "^[0-9a-z]{20,26}$"}
PROBLEM: Final = "application/problem+json"
UNDOCUMENTED: Final = Documentation(None, None, 200, {})
Mode = Literal["validation", "serialization"]
References = dict[tuple[Any, Mode], JsonSchemaValue]


@blueprint.get("/openapi.json")
@allow_anyone
def openapi() -> Json:
    """This description."""
    return description(current_app)


def description(app: Flask) -> Json:
    """The whole document."""
    rules = sorted((rule for rule in app.url_map.iter_rules() if rule.rule.startswith(ROOT)), key=lambda rule: rule.rule)
    references, definitions = _schemas(_documentation(app, rule) for rule in rules)
    operations = [(_path(rule), _operation_id(rule)) for rule in rules]
    paths: dict[str, Json] = {}
    for rule in rules:
        described = _operations(app, rule, references, links_from(rule.endpoint, ROOT, operations))
        paths.setdefault(_path(rule), {}).update(described)
    return {
        "openapi": "3.1.0",
        "info": {"title": load_messages().shared.product, "version": "1", "description": load_messages().server.api},
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _schemas(documentation: Iterable[Documentation]) -> tuple[References, Json]:
    """References to the schema of each request body and response, and the schemas by name."""
    types: dict[tuple[Any, Mode], TypeAdapter[Any]] = {(Problem, "serialization"): adapter(Problem)}
    for entry in documentation:
        if entry.body is not None:
            types[entry.body, "validation"] = adapter(entry.body)
        if entry.response is not None and not isinstance(entry.response, str):
            types[entry.response, "serialization"] = adapter(entry.response)
    inputs = [(type_, mode, type_adapter) for (type_, mode), type_adapter in types.items()]
    references, schemas = TypeAdapter.json_schemas(inputs, ref_template=SCHEMAS)
    return references, schemas["$defs"]


def _documentation(app: Flask, rule: Rule) -> Documentation:
    documentation = getattr(app.view_functions[rule.endpoint], "documentation", UNDOCUMENTED)
    assert isinstance(documentation, Documentation)
    return documentation


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+?)_?>", r"{\1}", rule.rule)


def _operation_id(rule: Rule) -> str:
    return str(rule.endpoint).replace(".", "_")


def _operations(app: Flask, rule: Rule, references: References, links: Json) -> Json:
    documentation = _documentation(app, rule)
    summary = (app.view_functions[rule.endpoint].__doc__ or "").strip().partition("\n")[0]
    operation: Json = {
        "operationId": _operation_id(rule),
        "summary": summary,
        "tags": [rule.endpoint.partition(".")[0]],
        "parameters": [*_path_parameters(rule), *_query_parameters(documentation.query)],
        "responses": {
            str(documentation.status): _response(documentation.response, references) | ({"links": links} if links else {}),
            "default": {
                "description": load_messages().server.openapi.problem,
                "content": {PROBLEM: {"schema": references[Problem, "serialization"]}},
            },
        },
    }
    if documentation.pending:
        pending = {"description": load_messages().server.openapi.pending, "content": {"text/plain": {}}}
        operation["responses"][str(HTTPStatus.ACCEPTED.value)] = pending
    if documentation.body is not None:
        schema = references[documentation.body, "validation"]
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return {method.lower(): operation for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def _path_parameters(rule: Rule) -> Iterator[Json]:
    for name in sorted(rule.arguments):
        schema = ID if name == "id_" else {"type": "integer" if name == "position" else "string"}
        yield {"name": name.rstrip("_"), "in": "path", "required": True, "schema": schema}


def _query_parameters(query: dict[str, Json]) -> Iterator[Json]:
    for name, schema in query.items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}


def _response(response: Any, references: References) -> Json:
    if response is None:
        return {"description": load_messages().server.openapi.done}
    if isinstance(response, str):
        return {"description": load_messages().server.openapi.file, "content": {response: {}}}
    schema = references[response, "serialization"]
    return {"description": load_messages().server.openapi.answer, "content": {JSON: {"schema": schema}}}
