"""Request bodies: read up to their limit, decoded strictly, and validated with every fault named by its field."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from domain.errors import Invalid, TooLarge
from domain.messages import Message, message
from domain.settings import Settings

Model = TypeVar("Model", bound=BaseModel)
ENVELOPE: Final = 1 << 20
"""Bytes beside the capture itself: field names, an address, a form's boundaries."""
DRAINED: Final = 256 << 20
"""Bytes of too large a body that are still read (and discarded), so that the client gets the answer and no broken pipe."""
CHUNK: Final = 1 << 20
REQUEST: Final = "the request"
FAULTS: Final = {
    "missing": "invalid.missing",
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
}
"""The message for each type of error of pydantic, and of the validators in `requests.py`."""
VALUES: Final = {"max_length": "most", "min_length": "least", "ge": "least", "expected": "choices"}
"""The values of pydantic's errors that messages name, and what they are called there."""


def most_bytes(settings: Settings) -> int:
    """How long a body may be: twice a capture, since JSON needs more bytes for quotes, line ends and other scripts."""
    return 2 * settings.max_capture_bytes + ENVELOPE


def refuse_too_large(settings: Settings) -> None:
    """Runs before each request. Reads and discards a body that is declared too large. Raises TooLarge."""
    length = request.content_length
    if length is None or length <= most_bytes(settings):
        return
    left = min(length, DRAINED)
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
    raise TooLarge("capture", most=settings.max_capture_mb)


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
    """Any JSON value. Raises Invalid for what is not UTF-8 or not JSON, or is nested too deep."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Invalid("not_utf8") from None
    except RecursionError:
        raise Invalid("json_too_deep") from None
    except ValueError as error:
        raise Invalid("not_json", why=str(error)) from None


def validate(model: type[Model], value: object) -> Model:
    """`value` in the shape of `model`. Raises Invalid with every faulty field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid("shape", fields=dict(map(_fault, error.errors(include_url=False)))) from None


def _fault(error: Any) -> tuple[str, Message]:
    field = ".".join(str(part) for part in error["loc"]) or REQUEST
    values = {VALUES[name]: value for name, value in error.get("ctx", {}).items() if name in VALUES}
    return field, message(FAULTS.get(error["type"], "invalid.value"), **values)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
