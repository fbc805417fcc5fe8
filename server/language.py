"""The language of what a request is answered with."""

from __future__ import annotations

from flask import request

from presentation.messages import DEFAULT_LANGUAGE, languages


def request_language() -> str:
    """The language that the caller prefers among those that there are messages in; English by default."""
    return request.accept_languages.best_match(languages(), DEFAULT_LANGUAGE)
