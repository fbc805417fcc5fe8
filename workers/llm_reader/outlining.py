"""Asks the configured language model for the Outline of a text, within its time limit; a failure is part of the Outline."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from domain.messages import message
from domain.shapes.outline import Outline
from workers.llm_reader.answer_parsing import parse_answer
from workers.llm_reader.prompt import MAX_LINES, request_body
from workers.llm_tagger import LanguageModel, LanguageModelFailed


def outline_of(lines: Sequence[tuple[str, int]], model: LanguageModel, heartbeat: Callable[[], None]) -> Outline:
    """The Outline of lines, each with the number of blank lines above it. Raises nothing but what `heartbeat` raises."""
    if len(lines) > MAX_LINES:
        return Outline(model.model, len(lines), failure=message("outline_failed.too_long", lines=len(lines), limit=MAX_LINES))
    body = request_body(lines, model.model, model.tokens)
    deadline = time.monotonic() + model.seconds
    try:
        parts = model.ask(body, lambda content: parse_answer(content, len(lines)), deadline, heartbeat)
    except LanguageModelFailed as failure:
        return Outline(model.model, len(lines), failure=failure.reason)
    return Outline(model.model, len(lines), parts)
