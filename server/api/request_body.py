"""Request bodies: read up to their limit, decoded strictly, and validated with every fault named by its field."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from domain.errors import Invalid, TooLarge
from domain.messages import Message, message
from server.front.body_limits import BodyLimits
from server.front.isolation import REFUSAL

Model = TypeVar("Model", bound=BaseModel)
DEEPEST: Final = 48
"""Levels of lists and objects in one another; a quote in a quote is two."""
MOST_VALUES: Final = 500_000
MOST_FIELDS: Final = 200
"""Fields of one object."""
MOST_FAULTS: Final = 20
LONGEST_NAME: Final = 100
"""Characters of a field's name that are repeated."""
REQUEST: Final = "the request"
FAULTS: Final = {
    "missing": "invalid.missing",
    "date_out_of_range": "invalid.date_out_of_range",
    "extra_forbidden": "invalid.unknown_field",
    "string_type": "invalid.text",
    "string_too_long": "invalid.text_too_long",
    "string_too_short": "invalid.text_too_short",
    "too_long": "invalid.list_too_long",
    "list_type": "invalid.list",
    "int_type": "invalid.number",
    "int_parsing": "invalid.number",
    "int_from_float": "invalid.number",
    "greater_than_equal": "invalid.number_too_small",
    "model_type": "invalid.object",
    "model_attributes_type": "invalid.object",
    "dict_type": "invalid.object",
    "enum": "invalid.choice",
    "one_input": "invalid.one_input",
    "snapshot_alone": "invalid.snapshot_alone",
    "no_input": "invalid.no_input",
    "undo_alone": "invalid.undo_alone",
    "one_format": "invalid.one_format",
    "named_in_yaml": "invalid.named_in_yaml",
    "one_edit": "invalid.one_edit",
    "one_choice": "invalid.one_choice",
    "threads_choice": "invalid.threads_choice",
}
"""The message for each type of error of pydantic, and of the validators in `requests.py`."""
VALUES: Final = {"max_length": "most", "min_length": "least", "ge": "least", "expected": "choices"}
"""The values of pydantic's errors that messages name, and what they are called there."""


def refuse_too_large(limits: BodyLimits) -> None:
    """Runs before each request. Raises the error with which the HTTP server refused it, and TooLarge."""
    if refusal := request.environ.get(REFUSAL):
        raise limits.refusal(request.method, request.path) if isinstance(refusal, TooLarge) else refusal
    limit = limits.limit(request.method, request.path)
    request.max_content_length = limit
    request.max_form_memory_size = limits.field_limit(request.method, request.path)
    if (request.content_length or 0) > limit:
        raise limits.refusal(request.method, request.path)


def raw_json() -> bytes:
    """The bytes of a JSON body. Raises Invalid for another content type, TooLarge."""
    if not request.is_json:
        raise Invalid("content_type")
    try:
        return request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise TooLarge from None


def read(model: type[Model]) -> Model:
    """The JSON body as `model`. Raises Invalid with every faulty field, TooLarge."""
    return validate(model, parse(raw_json()))


def parse(body: bytes) -> Any:
    """Any JSON value. Raises Invalid for what is not UTF-8 or not JSON, is nested too deep, or has too many values."""
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Invalid("not_utf8") from None
    except RecursionError:
        raise Invalid("json_too_deep") from None
    except ValueError as error:
        raise Invalid("not_json", why=str(error)) from None
    _check_size(value)
    return value


def _check_size(value: object) -> None:
    """Raises Invalid for a value that only costs time and memory to look at."""
    level: list[object] = [value]
    values = 0
    for _ in range(DEEPEST):
        values += len(level)
        containers = [member for member in level if isinstance(member, dict | list)]
        if values > MOST_VALUES or any(isinstance(member, dict) and len(member) > MOST_FIELDS for member in containers):
            raise Invalid("json_too_many")
        level = [inner for member in containers for inner in (member.values() if isinstance(member, dict) else member)]
        if not level:
            return
    raise Invalid("json_too_deep")


def validate(model: type[Model], value: object) -> Model:
    """`value` in the shape of `model`. Raises Invalid with the faulty fields, MOST_FAULTS at most."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)[:MOST_FAULTS]
        raise Invalid("shape", fields=dict(map(_fault, faults))) from None


def _fault(error: Any) -> tuple[str, Message]:
    field = ".".join(str(part)[:LONGEST_NAME] for part in error["loc"]) or REQUEST
    values = {VALUES[name]: value for name, value in error.get("ctx", {}).items() if name in VALUES}
    return field, message(FAULTS.get(error["type"], "invalid.value"), **values)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
