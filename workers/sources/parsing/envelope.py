"""What fetching keeps: the answers of a site, word for word, in one Capture that says in what form they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from domain.shapes.capture import Capture, MediaType, Via
from workers.fetch import Response


def pack_answers(form: str, answers: Sequence[Response], url: str, now: datetime) -> Capture:
    """`{"format": form, "answers": [{"url", "status", "body"}]}`, each body a text as it came; read by `answers.answers_of`.

    The same answers give the same bytes, so that fetching what has not changed keeps nothing new.
    """
    told = [{"url": each.url, "status": each.status, "body": each.body.decode("utf-8", "replace")} for each in answers]
    body = json.dumps({"format": form, "answers": told}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Capture(body, Via.FETCH, MediaType.JSON, now, url)
