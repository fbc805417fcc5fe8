"""The one place where errors become answers: problem details (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from domain.errors import (
    Conflict,
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
}
CODES: Final = {400: Invalid.code, 404: NotFound.code, 413: TooLarge.code, 429: RateLimited.code}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a request. `errors` has a sentence for each faulty field."""

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
    """The answer to an error of ours."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), HTTPStatus.INTERNAL_SERVER_ERROR)
    language = request_language()
    fields = error.fields.items() if isinstance(error, Invalid) else ()
    errors = tuple((name, sentence(reason, language)) for name, reason in fields)
    return Problem(status, error.code, sentence(error.reason, language), errors, tuple(_headers(error, status)))


def install(app: Flask) -> None:
    """Let every error of this app become such an answer."""
    app.register_error_handler(ThreadsheetError, _ours)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def wants_page() -> bool:
    """Whether a person looks at the answer: a browser that asks for a page, and not under /api."""
    return (
        not request.path.startswith("/api/")
        and request.accept_mimetypes.accept_html
        and "text/html" in str(request.accept_mimetypes)
    )


def answer(problem: Problem) -> Response:
    """The problem in the form that the caller understands."""
    if wants_page():
        response = Response(render_template("pages/problem.html.jinja", problem=problem), mimetype="text/html")
    else:
        response = json_response(problem.details(), ProblemDetails)
        response.mimetype = TYPE
    response.status_code = problem.status
    response.headers.extend(problem.headers)
    return response


def _ours(error: ThreadsheetError) -> Response:
    return answer(problem_of(error))


def _stale(_error: CSRFError) -> Response:
    return answer(Problem(HTTPStatus.FORBIDDEN, Forbidden.code, load_messages(request_language()).server.stale))


def _http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # werkzeug's own; Flask sends it as it is
    status = HTTPStatus(error.code)
    code = CODES.get(error.code, status.phrase.lower().replace(" ", "_").replace("-", "_"))
    sentences = load_messages(request_language()).server.statuses
    known = str(error.code) in sentences
    detail = sentences[str(error.code)] if known else error.description or status.phrase
    return answer(Problem(status, code, detail, headers=tuple(_kept_headers(error))))


def _unforeseen(error: Exception) -> Response:
    log.error("a request failed in a way nobody foresaw: %s %s", request.method, request.path, exc_info=error)
    return answer(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", load_messages(request_language()).server.unforeseen))


def _headers(error: ThreadsheetError, status: HTTPStatus) -> list[tuple[str, str]]:
    if status is HTTPStatus.UNAUTHORIZED:
        return [("WWW-Authenticate", 'Bearer realm="Threadsheet"')]
    return [("Retry-After", str(error.seconds))] if isinstance(error, RateLimited) else []


def _kept_headers(error: HTTPException) -> list[tuple[str, str]]:
    """What a status needs to be useful: which methods there are, when to come back."""
    return [(name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}]
