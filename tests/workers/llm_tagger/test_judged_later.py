"""In an archive a language model judges in a job of its own: the thread is there at once, with the own tagger's suggestions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import pytest

from archive import submissions
from archive.archive import Archive, open_archive
from archive.tags import retaggings
from archive.threads import threads
from domain.settings import Settings
from domain.shapes.retagging import Retagging, RetaggingState
from domain.shapes.submission import State
from domain.shapes.tag import Judge
from presentation.messages import sentence
from tests.archive.readings import paste
from tests.workers.llm_tagger.model_server import ModelServer, model_server
from workers import jobs

POINTS = (
    "He nods, he takes your slide home, and in the morning it is his slide and there is a list.",
    "By the time an engineer hears of it there is a date, a drawing and no question left to ask.",
    "The train to Lviv left at ten, two hours late.",
)
ANSWER = json.dumps({"choices": [{"logprobs": {"content": [{"top_logprobs": [{"token": "P", "logprob": math.log(0.9)}]}]}}]})


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        running.body = ANSWER.encode()
        yield running


@pytest.fixture(scope="module")
def archive(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("judged")
    settings = Settings(data=folder, judge_url=server.url, judge_model="small-model", judge_mode="letters")
    jobs.prepare(settings)
    opened = open_archive(settings)
    yield opened
    opened.close()


def submit(archive: Archive, words: str) -> str:
    return submissions.receive(archive, capture=paste(words)).submission.id


def thread_text(name: str) -> str:
    return "\n\n".join(f"{number}/ {point} {name}" for number, point in enumerate(POINTS, 1))


def archived(archive: Archive, words: str) -> str:
    submission = submit(archive, words)
    jobs.run_submission(submission)
    done = submissions.get(archive, submission)
    assert done.state is State.DONE
    assert done.thread_id
    return done.thread_id


def request_of(archive: Archive, thread_id: str) -> Retagging:
    (request,) = retaggings.of_thread(archive, thread_id)
    return request


def test_a_thread_is_there_before_the_model_has_answered_and_says_so(archive: Archive, server: ModelServer) -> None:
    server.requests.clear()
    id_ = archived(archive, thread_text("first"))
    judge = threads.load(archive, id_).version.judge
    assert server.requests == []
    assert judge.warning
    assert sentence(judge.warning).startswith("small-model is still judging the themes.")
    jobs.tag_thread(request_of(archive, id_).id)
    assert threads.load(archive, id_).version.judge == Judge("small-model")
    assert len(server.requests) == len(POINTS)


def test_what_was_answered_counts_at_once_when_the_same_comes_again(archive: Archive, server: ModelServer) -> None:
    words = thread_text("twice")
    id_ = archived(archive, words)
    jobs.tag_thread(request_of(archive, id_).id)
    server.requests.clear()
    assert archived(archive, words) == id_
    assert threads.load(archive, id_).version.judge == Judge("small-model")
    assert server.requests == []
    assert request_of(archive, id_).state is RetaggingState.DONE


def test_whoever_waits_comes_before_the_model(archive: Archive, server: ModelServer) -> None:
    """Each turn gets one new answer, so that it comes to its end in an archive where somebody always waits."""
    id_ = archived(archive, thread_text("patient"))
    waiting = submit(archive, thread_text("hurried"))
    states = []
    for _ in POINTS:
        server.requests.clear()
        jobs.tag_thread(request_of(archive, id_).id)
        states.append((len(server.requests), request_of(archive, id_).state))
    assert states == [(1, RetaggingState.REQUESTED), (1, RetaggingState.REQUESTED), (1, RetaggingState.DONE)]
    jobs.run_submission(waiting)


def test_a_model_that_fails_leaves_the_own_suggestions_and_says_why(archive: Archive, server: ModelServer) -> None:
    id_ = archived(archive, thread_text("failed"))
    server.status = 403
    try:
        jobs.tag_thread(request_of(archive, id_).id)
    finally:
        server.status = 200
    judge = threads.load(archive, id_).version.judge
    assert judge.name is None
    assert judge.warning
    assert judge.warning.code == "judge_failed"
    assert not judge.is_preliminary
