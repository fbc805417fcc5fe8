"""A thread, a list's item and a submission as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from archive import captures, submissions
from archive.archive import Archive
from archive.threads import thread_list, threads
from domain.messages import Message
from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.failure import Failure
from domain.shapes.submission import State, Submission
from domain.shapes.thread import Thread, ThreadSummary
from presentation.api.json_format import to_json
from presentation.api.submission import Status
from presentation.api.thread import Thread as ThreadAnswer
from presentation.api.thread import json_document
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, NOON, paste, point, tag, version

FAMILIES = tuple(
    Family(name, name, "", palette, (Theme("silos", "Silos", ""),))
    for palette, name in enumerate(("product-fed", "value-led", "unheard-of"), 1)
)
BOOK = Codebook("product-culture", 1, "Product culture", "", FAMILIES)
READING = version(
    point(1, tag(), tag("turf-war"), post_id="7"), point(2, tag("shared-outcome", "value-led")), point(3, tag()), root="7"
)

FORMATS = ("pdf", "html", "epub", "md", "md.zip", "json", "txt", "docx", "pptx", "csv")


def thread_json(thread: Thread) -> Any:
    return json.loads(to_json(ThreadAnswer.from_domain(thread, BOOK), ThreadAnswer))


def status_json(submission: Submission, thread: ThreadSummary | None) -> Any:
    return json.loads(to_json(Status.from_domain(submission, thread), Status))


def test_a_thread_is_as_the_contract_says(archive: Archive) -> None:
    stored = threads.store(archive, READING, [captures.store(archive, paste(url="https://x.com/a"))], CODEBOOK)
    thread = threads.load(archive, stored.thread_id)
    answer = thread_json(thread)
    first = answer.pop("points")[0]
    assert answer.pop("archived_at").endswith("Z")
    assert answer.pop("captures") == [
        {"id": thread.captures[0].id, "via": "paste", "captured_at": "2026-11-24T12:00:00Z", "url": "https://x.com/a"}
    ]
    assert answer == {
        "id": stored.thread_id,
        "title": "Hello",
        "site": "x",
        "url": "https://x.com/sam/status/1",
        "root_post_id": "7",
        "language": "en",
        "posted_at": "2026-11-24T12:00:00Z",
        "author": {"name": "Sam", "handle": "sam", "url": "https://x.com/sam"},
        "version": 1,
        "versions": [
            {
                "version": 1,
                "captured_at": "2026-11-24T12:00:00Z",
                "points": 3,
                "verdict": "gaps",
                "cause": "read",
                "made_at": thread.versions[0].made_at.isoformat().replace("+00:00", "Z"),
                "note": None,
            }
        ],
        "gone_at": None,
        "codebook": {"id": "product-culture", "version": 1},
        "judge": {"name": None, "warning": None},
        "completeness": {
            "verdict": "gaps",
            "declared": 9,
            "missing": [3, 4],
            "gaps": [
                {"after_position": 2, "count": 2, "code": "more_not_loaded", "message": "The page held back more answers here."}
            ],
            "reasons": [{"code": "chain_ends", "message": sentence(Message("chain_ends"))}],
        },
        "alternative": None,
        "families": {"product-fed": 2, "value-led": 1, "unheard-of": 0},
        "dropped": ["Keep Current with Sam"],
        "related": [{"title": "Other", "excerpt": "…", "posts": 12, "date": "Mar 3", "url": None}],
        "pictures": {"kept": 0, "missing": [{"url": "https://example.org/a.png", "code": None, "message": None}]},
        "handouts": {name: f"/threads/{stored.thread_id}/handout.{name}" for name in FORMATS},
    }
    assert "<a" in first.pop("html")
    assert first == {
        "position": 1,
        "role": "point",
        "number": 1,
        "of": 9,
        "text": "Hello 👋🏽 wörld",
        "post_id": "7",
        "url": "https://x.com/sam/status/1",
        "posted_at": "2026-11-24T12:00:00Z",
        "media": [{"kind": "image", "url": "https://example.org/a.png", "alt": "a door"}],
        "quote": {
            "text": "quoted",
            "author": {"name": "Kim", "handle": None, "url": None},
            "url": None,
            "posted_at": "2026-11-24T12:00:00Z",
            "media": [{"kind": "video", "url": None, "alt": None}],
            "unavailable": None,
        },
        "tags": [
            {
                "family": "product-fed",
                "theme": theme,
                "confidence": 0.8125,
                "strength": "strong",
                "by": "model",
                "evidence": [{"start": 0, "end": 5, "text": "Hello"}],
                "lost": [],
                "memo": None,
            }
            for theme in ("silos", "turf-war")
        ],
        "rejected": [],
    }


def test_the_file_is_the_same_json_indented() -> None:
    thread = Thread(READING, CODEBOOK)
    expected = json.dumps(thread_json(thread), ensure_ascii=False, indent=1)
    assert json_document(thread, BOOK).decode() == expected


def test_without_an_archive_what_only_it_knows_is_null() -> None:
    answer = thread_json(Thread(READING, CODEBOOK))
    nulls = {name for name, value in answer.items() if value is None}
    assert nulls == {"id", "archived_at", "version", "versions", "captures", "pictures", "alternative", "handouts", "gone_at"}


def test_a_submission_tells_how_far_it_is() -> None:
    waiting = Submission("s", State.RECEIVED, NOON)
    steps = {}
    for state in State:
        progress = status_json(replace(waiting, state=state), None)["progress"]
        steps[state.value] = progress["step"]
        assert progress["of"] == 4
    begun = {"received": 0, "fetching": 1, "unrolling": 2, "tagging": 3, "rendering": 4}
    assert steps == {**begun, "done": 4, "failed": 0, "cancelled": 0}


def test_a_submission_tells_what_became_of_it(archive: Archive) -> None:
    receipt = submissions.receive(archive, capture=paste())
    held = submissions.claim(archive, receipt.submission.id)
    assert held
    assert held.capture_id
    id_ = threads.store(archive, READING, [held.capture_id], CODEBOOK).thread_id
    submissions.finish(archive, held, id_)
    summary = thread_list.load_summary(archive, id_)
    answer = status_json(submissions.get(archive, held.id), summary)
    assert (answer["state"], answer["error"], answer["thread_id"], answer["title"]) == ("done", None, id_, "Hello")
    assert answer["thread_url"] == f"/threads/{id_}"
    assert answer["completeness"]["verdict"] == "gaps"
    assert answer["handouts"]["pdf"] == f"/threads/{id_}/handout.pdf"
    assert len(summary.points) == 3


def test_a_submission_tells_why_it_failed() -> None:
    failed = Submission("s", State.FAILED, NOON, failure=Failure(Message("gone"), retryable=False), finished_at=NOON)
    answer = status_json(failed, None)
    assert answer["error"] == {"code": "gone", "message": sentence(Message("gone")), "retryable": False}
    assert (answer["thread_id"], answer["title"], answer["finished_at"]) == (None, None, "2026-11-24T12:00:00Z")
