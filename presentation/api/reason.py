"""Reasons and errors: a stable code for programs and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from operator import not_
from typing import Annotated

from pydantic import Field

from domain.messages import Message
from domain.shapes.failure import Failure
from presentation.messages import sentence


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    message: str

    @classmethod
    def from_domain(cls, message: Message, language: str) -> Reason:
        return cls(message.code, sentence(message, language))


@dataclass(frozen=True, slots=True)
class Error:
    """Why work failed: a submission, a tagging, an import, a handout."""

    code: str
    message: str
    retryable: bool

    @classmethod
    def from_domain(cls, failure: Failure, language: str) -> Error:
        return cls(failure.code, sentence(failure.reason, language), failure.retryable)


@dataclass(frozen=True, slots=True)
class FieldFault:
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem details (RFC 9457). `errors` has an entry for each faulty field of the request."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: Annotated[list[FieldFault], Field(exclude_if=not_)]
