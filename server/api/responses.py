"""Serialises what the views of the API return, and keeps what OpenAPI says about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from flask import Response
from pydantic import BaseModel
from werkzeug.wrappers import Response as AnyResponse

from presentation.api.json_format import Json, to_json

View = Callable[..., Any]
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Documentation:
    """A view's request body and response: a type of `presentation/api`, a media type, or None where there is none."""

    body: type[BaseModel] | None
    response: Any  # a type that pydantic can describe, a union too
    status: int
    query: dict[str, Json]
    pending: bool = False


def documented(
    *,
    body: type[BaseModel] | None = None,
    response: Any = None,
    status: int = 200,
    query: dict[str, Json] | None = None,
    pending: bool = False,
) -> Callable[[View], View]:
    """Answers with what the view returns: a `response`, alone or with headers, or a Response, which is passed on as it is.

    `query` has a JSON schema for each parameter of the address. `pending`: while a file is being created the answer is 202.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def respond(**arguments: Any) -> AnyResponse:
            result = view(**arguments)
            if isinstance(result, AnyResponse):
                return result
            value, headers = result if isinstance(result, tuple) else (result, {})
            return json_response(value, response, status, headers)

        described = Documentation(body, response, status, query or {}, pending)
        respond.documentation = described  # type: ignore[attr-defined]  # for OpenAPI
        return respond

    return decorate


def json_response(value: object, type_: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(to_json(value, type_, ascii_only=True) + b"\n", status, headers, JSON)
