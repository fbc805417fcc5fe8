"""Turns errors into responses: problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from archive.disturbances import is_disturbance
from domain.errors import (
    Conflict,
    Disturbed,
    Empty,
    Forbidden,
    Gone,
    IdempotencyMismatch,
    Invalid,
    LimitExceeded,
    NoAddress,
    NotFound,
    PairingRefused,
    RateLimited,
    ThreadsheetError,
    TooLarge,
    Unauthorised,
    UnsupportedSite,
)
from presentation.api.reason import FieldFault
from presentation.api.reason import Problem as ProblemDetails
from presentation.messages import load_messages, sentence
from server.api.responses import json_response
from server.language import request_language

log: Final = logging.getLogger(__name__)
TYPE: Final = "application/problem+json"
STATUSES: Final[dict[type[ThreadsheetError], HTTPStatus]] = {
    Invalid: HTTPStatus.BAD_REQUEST,
    Unauthorised: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    PairingRefused: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Gone: HTTPStatus.GONE,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Empty: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnsupportedSite: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoAddress: HTTPStatus.UNPROCESSABLE_ENTITY,
    IdempotencyMismatch: HTTPStatus.UNPROCESSABLE_ENTITY,
    LimitExceeded: HTTPStatus.UNPROCESSABLE_ENTITY,
    RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    Disturbed: HTTPStatus.SERVICE_UNAVAILABLE,
}
CODES: Final = {400: Invalid.code, 404: NotFound.code, 413: TooLarge.code, 429: RateLimited.code}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request failed. `errors` has a sentence for each faulty field."""

    status: HTTPStatus
    code: str
    detail: str
    errors: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return self.status.phrase

    def details(self) -> ProblemDetails:
        """The problem as it is sent to programs."""
        return ProblemDetails(
            type=f"urn:threadsheet:problem:{self.code}",
            title=self.title,
            status=self.status.value,
            detail=self.detail,
            code=self.code,
            errors=[FieldFault(field, message) for field, message in self.errors],
        )


def problem_of(error: ThreadsheetError) -> Problem:
    """The problem of an error that the code raised, in the language of the request."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), HTTPStatus.INTERNAL_SERVER_ERROR)
    language = request_language()
    fields = error.fields.items() if isinstance(error, Invalid) else ()
    errors = tuple((name, sentence(reason, language)) for name, reason in fields)
    return Problem(status, error.code, sentence(error.reason, language), errors, tuple(_headers(error, status)))


def error_text(error: ThreadsheetError) -> str:
    """The sentences about the faulty fields of a form, else the error's own."""
    fields = map(sentence, error.fields.values()) if isinstance(error, Invalid) else ()
    return " ".join(fields) or sentence(error.reason)


def install(app: Flask) -> None:
    """Registers the handlers of all errors."""
    app.register_error_handler(ThreadsheetError, _threadsheet_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected_error)


def wants_page() -> bool:
    """Whether to answer with a page: to a browser that asks for HTML, outside /api."""
    return (
        not request.path.startswith("/api/")
        and request.accept_mimetypes.accept_html
        and "text/html" in str(request.accept_mimetypes)
    )


def respond(problem: Problem) -> Response:
    """The problem as a page or as JSON."""
    if wants_page():
        response = Response(render_template("pages/problem.html.jinja", problem=problem), mimetype="text/html")
    else:
        response = json_response(problem.details(), ProblemDetails)
        response.mimetype = TYPE
    response.status_code = problem.status
    response.headers.extend(problem.headers)
    return response


def _threadsheet_error(error: ThreadsheetError) -> Response:
    return respond(problem_of(error))


def _csrf_error(_error: CSRFError) -> Response:
    return respond(Problem(HTTPStatus.FORBIDDEN, Forbidden.code, load_messages(request_language()).server.stale))


def _http_error(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's own; Flask sends it as it is
    status = HTTPStatus(error.code)
    code = CODES.get(error.code, status.phrase.lower().replace(" ", "_").replace("-", "_"))
    sentences = load_messages(request_language()).server.statuses
    worded = str(error.code) in sentences
    detail = sentences[str(error.code)] if worded else error.description or status.phrase
    return respond(Problem(status, code, detail, headers=tuple(_useful_headers(error))))


def _unexpected_error(error: Exception) -> Response:
    if is_disturbance(error):
        log.warning("%s %s has to wait: %s", request.method, request.path, error)
        return respond(problem_of(Disturbed()))
    log.error("a request failed unexpectedly: %s %s", request.method, request.path, exc_info=error)
    return respond(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", load_messages(request_language()).server.unforeseen))


def _headers(error: ThreadsheetError, status: HTTPStatus) -> list[tuple[str, str]]:
    if status is HTTPStatus.UNAUTHORIZED:
        return [("WWW-Authenticate", 'Bearer realm="Threadsheet"')]
    return [("Retry-After", str(error.seconds))] if isinstance(error, RateLimited | Disturbed) else []


def _useful_headers(error: HTTPException) -> list[tuple[str, str]]:
    """The headers that belong to a status: the allowed methods, when to try again."""
    return [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
