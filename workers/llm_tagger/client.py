"""The language model itself: asked over `/chat/completions`, within its time, and never twice about the same words."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Final, Protocol
from urllib.parse import urlsplit

from domain.digest import digest
from domain.errors import ThreadsheetError
from domain.messages import Message
from domain.settings import Settings
from domain.shapes.theme import Codebook, Judge, Tag
from domain.shapes.thread import Point, Version
from presentation.messages import load_messages, sentence
from workers.fetch import Fetcher
from workers.llm_tagger.answer_parsing import Read, Unreadable, content_of, read
from workers.llm_tagger.prompt import chunks, request
from workers.sandbox import no_heartbeat

log: Final = logging.getLogger(__name__)
MOST_BYTES: Final = 4 * 2**20
BEAT: Final = 1.0  # seconds between two signs of life
ENDING: Final = "/chat/completions"


class Answers(Protocol):
    """Where answers are kept by the digest of what was asked."""

    def find(self, key: str) -> str | None: ...
    def keep(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """Answers that are kept for as long as the process lives: for the command line, which has no archive."""

    known: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> str | None:
        return self.known.get(key)

    def keep(self, key: str, answer: str) -> None:
        self.known[key] = answer


class JudgeFailed(Exception):
    """The model could not be asked, or its answer cannot be used; the message is a part of a sentence for a person."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model behind an address. `seconds` are for all that is asked about one thread, `tokens` for one answer."""

    url: str
    model: str
    key: str | None
    seconds: float
    tokens: int
    fetcher: Fetcher
    answers: Answers = field(default_factory=Remembered)

    @classmethod
    def of(cls, settings: Settings, fetcher: Fetcher) -> LanguageModel | None:
        """The one that the settings name; None when they name none."""
        if not settings.judge_url or not settings.judge_model:
            return None
        address = urlsplit(settings.judge_url)
        port = address.port or (443 if address.scheme == "https" else 80)
        key = settings.judge_key.get_secret_value() if settings.judge_key else None
        limits = (settings.judge_seconds, settings.judge_tokens)
        return cls(
            settings.judge_url, settings.judge_model, key, *limits, fetcher.with_private_host(address.hostname or "", port)
        )

    def tag(self, version: Version, codebook: Codebook, alive: Callable[[], None] = no_heartbeat) -> Version:
        """The Version with this model's word on each point. Raises JudgeFailed; then nothing was judged."""
        until = time.monotonic() + self.seconds
        found: dict[int, tuple[Tag, ...]] = {}
        left_out = 0
        for points in chunks(version.points):
            said = self._said(points, version.title, codebook, until, alive)
            found.update(said.tags)
            left_out += said.left_out
        tagged = tuple(replace(point, tags=found.get(point.position, ()), rejected=()) for point in version.points)
        warning = Message("judge_left_out", load_messages().judging.left_out(left_out, judge=self.model)) if left_out else None
        return replace(version, points=tagged, judge=Judge(self.model, warning))

    def _said(self, points: tuple[Point, ...], title: str, codebook: Codebook, until: float, alive: Callable[[], None]) -> Read:
        body = json.dumps(request(points, title, codebook, self.model, self.tokens), ensure_ascii=False).encode()
        key = digest(self.url.encode() + b"\0" + body)
        try:
            known = self.answers.find(key)
            content = known if known is not None else content_of(self._asked(body, until, alive))
            said = read(content, points, codebook)
        except Unreadable as error:
            raise JudgeFailed(load_messages().judging.unreadable) from error
        if known is None:
            self.answers.keep(key, content)
        return said

    def _asked(self, body: bytes, until: float, alive: Callable[[], None]) -> bytes:
        """The answer's bytes. Asked in a thread, so that signs of life go on while the model thinks."""
        seconds = until - time.monotonic()
        if seconds <= 0:
            raise JudgeFailed(load_messages().judging.too_slow(seconds=round(self.seconds)))
        fetcher = replace(self.fetcher, seconds=seconds)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        address = self.url if self.url.rstrip("/").endswith(ENDING) else self.url.rstrip("/") + ENDING
        executor = ThreadPoolExecutor(1)
        try:
            asked = executor.submit(fetcher.post, address, body, headers, MOST_BYTES)
            while not wait([asked], timeout=BEAT).done:
                alive()
        finally:  # without waiting for the thread: a worker that has to stop has two seconds
            executor.shutdown(wait=False)
        try:
            answer = asked.result()
        except ThreadsheetError as error:
            log.warning("the language model could not be asked: %s", error)
            raise JudgeFailed(sentence(error.reason).rstrip(".")) from error
        if not 200 <= answer.status < 300:
            raise JudgeFailed(load_messages().judging.refused(status=answer.status))
        return answer.body
