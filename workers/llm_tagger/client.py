"""Requests tags from a language model over `/chat/completions`, within a time limit. The same request is never sent twice."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit

from domain.digest import digest
from domain.errors import ThreadsheetError
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.codebook import Codebook
from domain.shapes.tag import Judge, Tag
from domain.shapes.thread import Point, Version
from workers.fetch import Fetcher, Response
from workers.llm_tagger.answer_parsing import ParsedAnswer, UnreadableAnswer, message_content, parse_answer
from workers.llm_tagger.letters import Odds, letter_content, letter_request, parse_odds
from workers.llm_tagger.prompt import chunks, request_body
from workers.sandbox import no_heartbeat

T = TypeVar("T")
log: Final = logging.getLogger(__name__)
MAX_BYTES: Final = 4 * 2**20
HEARTBEAT_INTERVAL: Final = 1.0  # seconds
ENDPOINT: Final = "/chat/completions"
LOADING: Final = "503"  # what llama.cpp answers until it has its model


def never() -> bool:
    return False


class AnswerStore(Protocol):
    """Stores answers by the digest of their request."""

    def find(self, key: str) -> str | None: ...
    def store(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class MemoryAnswers:
    """Stores answers in memory: for the command line, which has no archive."""

    answers: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> str | None:
        return self.answers.get(key)

    def store(self, key: str, answer: str) -> None:
        self.answers[key] = answer


class Unanswered(Exception):
    """The model has not answered all of it yet, and is not to be asked for more now."""


class LanguageModelFailed(Exception):
    """The model could not be reached, or its answer cannot be used; `reason` is the message for a person."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model behind a URL. `seconds` limits all requests about one thread together, `tokens` the length of one answer.

    One that `answers_letters` is asked for the families of a point, one by one, and for no words; then `seconds` limits each
    request. After a new answer it asks for no more when it `must_pause`; one whose `asks` is false has only stored answers.
    """

    url: str
    model: str
    key: str | None
    seconds: float
    tokens: int
    fetcher: Fetcher
    answers: AnswerStore = field(default_factory=MemoryAnswers)
    answers_letters: bool = False
    asks: bool = True
    must_pause: Callable[[], bool] = never

    @classmethod
    def from_settings(cls, settings: Settings, fetcher: Fetcher) -> LanguageModel | None:
        """The model that the settings name; None when they name none."""
        if not settings.judge_url or not settings.judge_model:
            return None
        address = urlsplit(settings.judge_url)
        port = address.port or (443 if address.scheme == "https" else 80)
        key = settings.judge_key.get_secret_value() if settings.judge_key else None
        limits = (settings.judge_seconds, settings.judge_tokens)
        return cls(
            settings.judge_url,
            settings.judge_model,
            key,
            *limits,
            fetcher.with_private_host(address.hostname or "", port),
            answers_letters=settings.judge_mode == "letters",
        )

    def tag(self, version: Version, codebook: Codebook, heartbeat: Callable[[], None] = no_heartbeat) -> Version:
        """Tags every point of a Version. Raises LanguageModelFailed; there is no partial result.

        A model whose evidence is mostly absent from the text has not read it: that is a failure too.
        """
        deadline = time.monotonic() + self.seconds
        tags: dict[int, tuple[Tag, ...]] = {}
        left_out = 0
        for points in chunks(version.points):
            answer = self._tag_points(points, version.title, codebook, deadline, heartbeat)
            tags.update(answer.tags)
            left_out += answer.left_out
        given = sum(map(len, tags.values()))
        if left_out > given:
            raise LanguageModelFailed(message("model_failed.absent_evidence"))
        tagged = tuple(point.with_suggestions(tags.get(point.position, ())) for point in version.points)
        warning = message("judge_left_out", count=left_out, judge=self.model) if left_out else None
        return replace(version, points=tagged, judge=Judge(self.model, warning))

    def odds(
        self, points: Sequence[Point], codebook: Codebook, heartbeat: Callable[[], None] = no_heartbeat
    ) -> tuple[Odds, ...]:
        """The log-odds of each family for each point; none for a point without text.

        Raises LanguageModelFailed, and Unanswered when it must pause. Answers are stored, so that the next call goes on there.
        """
        stored, got_new = replace(self, asks=False), False
        answers: list[Odds] = []
        for text in (point.text for point in points):
            try:
                answers.append(stored._odds_of(text, codebook, heartbeat) if text.strip() else {})
            except Unanswered:
                if got_new and self.must_pause():
                    raise
                answers.append(self._odds_of(text, codebook, heartbeat))
                got_new = True
        return tuple(answers)

    def _odds_of(self, text: str, codebook: Codebook, heartbeat: Callable[[], None]) -> Odds:
        heartbeat()
        request = letter_request(text, codebook, self.model)
        deadline = time.monotonic() + self.seconds
        return self.ask(request, lambda content: parse_odds(content, codebook), deadline, heartbeat, letter_content)

    def _tag_points(
        self, points: tuple[Point, ...], title: str, codebook: Codebook, deadline: float, heartbeat: Callable[[], None]
    ) -> ParsedAnswer:
        body = request_body(points, title, codebook, self.model, self.tokens)
        return self.ask(body, lambda content: parse_answer(content, points, codebook), deadline, heartbeat)

    def ask(
        self,
        request: Mapping[str, Any],
        parse: Callable[[str], T],
        deadline: float,
        heartbeat: Callable[[], None],
        content_of: Callable[[bytes], str] = message_content,
    ) -> T:
        """What `parse` makes of the model's answer to a request; it raises UnreadableAnswer.

        Raises LanguageModelFailed, and Unanswered where no answer is stored and the model `asks` nothing.

        `content_of` takes the answer out of a response. Uses the stored answer to the same request, if there is one; stores
        a new answer once it was parsed.
        """
        body = json.dumps(request, ensure_ascii=False).encode()
        key = digest(self.url.encode() + b"\0" + body)
        try:
            stored = self.answers.find(key)
            content = stored if stored is not None else content_of(self._post(body, deadline, heartbeat))
            answer = parse(content)
        except UnreadableAnswer as error:
            raise LanguageModelFailed(message("model_failed.unreadable")) from error
        if stored is None:
            self.answers.store(key, content)
        return answer

    def _post(self, body: bytes, deadline: float, heartbeat: Callable[[], None]) -> bytes:
        """Sends a request and returns the body of the response. Waits for a server that is still loading its model."""
        if not self.asks:
            raise Unanswered
        while True:
            try:
                response = self._send(body, deadline, heartbeat)
            except ThreadsheetError as error:
                if dict(error.reason.values).get("status") == LOADING and time.monotonic() + HEARTBEAT_INTERVAL < deadline:
                    time.sleep(HEARTBEAT_INTERVAL)
                    continue
                log.warning("the request to the language model failed: %s", error)
                raise LanguageModelFailed(error.reason) from error
            if not 200 <= response.status < 300:
                raise LanguageModelFailed(message("model_failed.refused", status=response.status))
            return response.body

    def _send(self, body: bytes, deadline: float, heartbeat: Callable[[], None]) -> Response:
        """Sends a request, in a thread, so that heartbeats continue meanwhile."""
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise LanguageModelFailed(message("model_failed.too_slow", seconds=round(self.seconds)))
        fetcher = replace(self.fetcher, seconds=seconds)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url = self.url if self.url.rstrip("/").endswith(ENDPOINT) else self.url.rstrip("/") + ENDPOINT
        executor = ThreadPoolExecutor(1)
        try:
            pending = executor.submit(fetcher.post, url, body, headers, MAX_BYTES)
            while not wait([pending], timeout=HEARTBEAT_INTERVAL).done:
                heartbeat()
        finally:  # does not wait for the thread: a worker that is told to stop has two seconds
            executor.shutdown(wait=False)
        return pending.result()
