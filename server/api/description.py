"""Generates the OpenAPI 3.1 description of the API from the routes and the `documented` decorators of their views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from flask import Blueprint, Flask, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from presentation.messages import words
from presentation.thread_json import Json
from server.access.auth import allow_anyone
from server.api.responses import Problem

blueprint = Blueprint("description", __name__)
View = TypeVar("View", bound=Callable[..., object])
ROOT: Final = "/api/v1"
SCHEMAS: Final = "#/components/schemas/{model}"
ID: Final = {"type": "string", "pattern": "^[0-9a-z]{20,26}$"}
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"


def documented(
    *,
    body: type[BaseModel] | None = None,
    response: type[BaseModel] | str | None = None,
    status: int = 200,
    query: dict[str, Json] | None = None,
) -> Callable[[View], View]:
    """Describes a view's request body and response for OpenAPI: a model, or a media type where the response is no JSON.

    `query` has a JSON schema for each parameter.
    """

    def mark(view: View) -> View:
        view.documentation = (body, response, status, query or {})  # type: ignore[attr-defined]  # read back below
        return view

    return mark


@blueprint.get("/openapi.json")
@allow_anyone
def openapi() -> Json:
    """This description."""
    return description(current_app)


def description(app: Flask) -> Json:
    """The whole document."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(ROOT)]
    models = {model for rule in rules for model in _models(app, rule)} | {Problem}
    named = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "validation") for model in named], ref_template=SCHEMAS)
    paths: dict[str, Json] = {}
    for rule in sorted(rules, key=lambda rule: rule.rule):
        paths.setdefault(_path(rule), {}).update(_operations(app, rule))
    return {
        "openapi": "3.1.0",
        "info": {"title": words().shared.product, "version": "1", "description": words().server.api},
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _models(app: Flask, rule: Rule) -> Iterator[type[BaseModel]]:
    for model in _marks(app, rule)[:2]:
        if isinstance(model, type):
            yield model


def _marks(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "documentation", (None, None, 200, {}))


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+?)_?>", r"{\1}", rule.rule)


def _operations(app: Flask, rule: Rule) -> Json:
    view = app.view_functions[rule.endpoint]
    body, response, status, query = _marks(app, rule)
    said = (view.__doc__ or "").strip().partition("\n")[0]
    operation: Json = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": said,
        "tags": [rule.endpoint.partition(".")[0]],
        "parameters": [*_places(rule), *_words(query)],
        "responses": {
            str(status): _response(response),
            "default": {"description": "What went wrong.", "content": {PROBLEM: _ref(Problem)}},
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: _ref(body)}}
    return {method.lower(): operation for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def _places(rule: Rule) -> list[Json]:
    return [
        {
            "name": name.rstrip("_"),
            "in": "path",
            "required": True,
            "schema": ID if name == "id_" else {"type": "integer" if name == "position" else "string"},
        }
        for name in sorted(rule.arguments)
    ]


def _words(query: dict[str, Json]) -> list[Json]:
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in query.items()]


def _response(response: type[BaseModel] | str | None) -> Json:
    if response is None:
        return {"description": "Done."}
    if isinstance(response, str):
        return {"description": "The file.", "content": {response: {}}}
    return {"description": response.__doc__ or response.__name__, "content": {JSON: _ref(response)}}


def _ref(model: type[BaseModel]) -> Json:
    return {"schema": {"$ref": SCHEMAS.format(model=model.__name__)}}
