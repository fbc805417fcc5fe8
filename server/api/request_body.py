"""Bodies of requests: read to their limit, decoded strictly, and every way to be wrong told by its name."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from domain.errors import Invalid, TooLarge
from domain.settings import Settings

Model = TypeVar("Model", bound=BaseModel)
ROOM: Final = 1 << 20
"""Bytes beside the capture itself: field names, an address, a form's boundaries."""
DRAINED: Final = 256 << 20
"""Bytes of too large a body that are still read (and forgotten): the client hears why, and sees no broken pipe."""
CHUNK: Final = 1 << 20


def most_bytes(settings: Settings) -> int:
    """How long a body may be. Twice a capture: JSON spells quotes, line ends and other scripts with more bytes."""
    return 2 * settings.max_capture_bytes + ROOM


def refuse_too_large(settings: Settings) -> None:
    """Before a request: one that says it is too large is heard out and refused. Raises TooLarge."""
    length = request.content_length
    if length is None or length <= most_bytes(settings):
        return
    left = min(length, DRAINED)
    stream = request.environ["wsgi.input"]
    while left > 0 and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
    raise TooLarge(f"This is larger than the {settings.max_capture_mb} MB that this Threadsheet accepts.")


def raw_json() -> bytes:
    """The bytes of a JSON body. Raises Invalid when the request says it is something else, TooLarge."""
    if not request.is_json:
        raise Invalid("Send JSON, with the header Content-Type: application/json.")
    try:
        return request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise TooLarge from None


def read(model: type[Model]) -> Model:
    """The JSON body as `model`. Raises Invalid with every faulty field, TooLarge."""
    return checked(model, parsed(raw_json()))


def parsed(body: bytes) -> Any:
    """Any JSON value. Raises Invalid for what is not UTF-8 or not JSON, however deep or odd."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Invalid("This is not UTF-8.") from None
    except RecursionError:
        raise Invalid("This JSON is nested too deep.") from None
    except ValueError as error:
        raise Invalid(f"This is not JSON: {error}.") from None


def checked(model: type[Model], value: object) -> Model:
    """`value` in the shape of `model`. Raises Invalid with every faulty field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid("This request has the wrong shape.", dict(map(_fault, error.errors(include_url=False)))) from None


def _fault(fault: Any) -> tuple[str, str]:
    place = ".".join(str(part) for part in fault["loc"]) or "the request"
    return place, f"{fault['msg']}."


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
