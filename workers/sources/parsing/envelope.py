"""Stores the responses of a site, unchanged, as one Capture that names their format. Used by the sources that fetch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from domain.shapes.capture import Capture, MediaType, Via
from workers.fetch import Response


def pack_answers(form: str, responses: Sequence[Response], url: str, now: datetime) -> Capture:
    """`{"format": form, "answers": [{"url", "status", "body"}]}`, each body a text as it came; `answers.read_answers` reads it.

    Equal responses give equal bytes, so that fetching an unchanged thread stores nothing new.
    """
    answers = [
        {"url": response.url, "status": response.status, "body": response.body.decode("utf-8", "replace")}
        for response in responses
    ]
    body = json.dumps({"format": form, "answers": answers}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Capture(body, Via.FETCH, MediaType.JSON, now, url)
