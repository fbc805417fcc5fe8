"""The archive's shapes as the JSON of the API: a Thread (which is also the JSON handout), a list's item, a Submission."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.shapes.capture import CaptureSummary
from domain.shapes.handout import Format
from domain.shapes.picture import Gallery
from domain.shapes.post import Author, Media, Quote
from domain.shapes.reading import Related
from domain.shapes.submission import STEPS, State, Submission
from domain.shapes.theme import Codebook, CodebookRef, Evidence, Judge, Tag
from domain.shapes.thread import Completeness, Point, Thread, ThreadSummary, VersionSummary
from domain.shapes.token import NewToken, Token
from presentation.markup import to_html
from presentation.messages import sentence

Json = dict[str, Any]


def to_json(thread: Thread, codebook: Codebook) -> Json:
    """The body of `GET /api/v1/threads/ID`; what only an archive knows is null without one."""
    version, archived = thread.version, thread.id is not None
    return {
        "id": thread.id,
        "title": version.title,
        "site": version.site.value,
        "url": version.url,
        "root_post_id": version.root_post_id,
        "language": version.language,
        "posted_at": moment(version.posted_at),
        "archived_at": moment(thread.archived_at),
        "author": _author(version.author),
        "version": thread.number,
        "versions": [_version(each) for each in thread.versions] if archived else None,
        "codebook": codebook_ref(thread.codebook),
        "judge": judge_json(version.judge),
        "captures": [_capture(each) for each in thread.captures] if archived else None,
        "completeness": completeness(version.completeness),
        "points": [point_json(each) for each in version.points],
        "families": families(version.points, codebook),
        "dropped": list(version.dropped),
        "related": [_related(each) for each in version.related],
        "pictures": _gallery(thread.gallery) if archived else None,
        "handouts": handout_paths(thread.id) if thread.id else None,
    }


def document_of(thread: Thread, codebook: Codebook) -> bytes:
    """The same as a file: the JSON handout, and what an archive PDF carries."""
    return json.dumps(to_json(thread, codebook), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def item_json(thread: ThreadSummary) -> Json:
    """A thread as `GET /api/v1/threads` lists it."""
    return {
        "id": thread.id,
        "title": thread.title,
        "site": thread.site.value,
        "url": thread.url,
        "author": _author(thread.author),
        "posted_at": moment(thread.posted_at),
        "archived_at": moment(thread.archived_at),
        "version": thread.version,
        "codebook": codebook_ref(thread.codebook),
        "completeness": completeness(thread.completeness),
        "points": len(thread.points),
        "handouts": handout_paths(thread.id),
    }


def submission_json(submission: Submission, thread: ThreadSummary | None) -> Json:
    """The body of `GET /api/v1/submissions/ID`; `thread` is what the submission became, when that is known and still there."""
    failure = submission.failure
    return {
        "id": submission.id,
        "state": submission.state.value,
        "progress": _progress(submission),
        "error": failure and {"code": failure.code, "message": sentence(failure.reason), "retryable": failure.retryable},
        "thread_id": submission.thread_id,
        "thread_url": f"/threads/{submission.thread_id}" if submission.thread_id else None,
        "title": thread.title if thread else None,
        "completeness": completeness(thread.completeness) if thread else None,
        "handouts": handout_paths(thread.id) if thread else None,
        "created_at": moment(submission.created_at),
        "finished_at": moment(submission.finished_at),
    }


def _progress(submission: Submission) -> Json:
    """`step` counts the steps that have begun: all when it is done, 0 when it waits, failed or was cancelled."""
    begun = STEPS.index(submission.state) + 1 if submission.state in STEPS else 0
    done = submission.state is State.DONE
    detail = sentence(submission.detail) if submission.detail else None
    return {"step": len(STEPS) if done else begun, "of": len(STEPS), "detail": detail}


def handout_paths(thread_id: str) -> dict[str, str]:
    """Where a thread's handouts are served, by format."""
    return {format_.value: f"/threads/{thread_id}/handout.{format_.value}" for format_ in Format}


def families(points: Sequence[Point], codebook: Codebook) -> dict[str, int]:
    """How many points have at least one tag of each family; every family of the codebook, zeros too."""
    carried = [{tag.family for tag in point.tags} for point in points]
    return {family.id: sum(family.id in some for some in carried) for family in codebook.families}


def completeness(verdict: Completeness) -> Json:
    return {
        "verdict": verdict.verdict.value,
        "declared": verdict.declared,
        "missing": list(verdict.missing),
        "gaps": [
            {"after_position": gap.after_position, "count": gap.count, "code": gap.code, "message": sentence(gap.reason)}
            for gap in verdict.gaps
        ],
        "reasons": [{"code": reason.code, "message": sentence(reason)} for reason in verdict.reasons],
    }


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC; a time without a zone is taken for UTC, as the archive does."""
    if at is None:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _author(author: Author) -> Json:
    return {"name": author.name, "handle": author.handle, "url": author.url}


def codebook_ref(codebook: CodebookRef) -> Json:
    return {"id": codebook.id, "version": codebook.version}


def _gallery(gallery: Gallery) -> Json:
    """What is not kept, and why; null where nobody has asked yet."""
    missing = ((each.url, each.failure) for each in gallery.missing)
    told = [
        {"url": url, "code": why.code if why else None, "message": sentence(why.reason) if why else None}
        for url, why in missing
    ]
    return {"kept": gallery.stored, "missing": told}


def _version(version: VersionSummary) -> Json:
    return {
        "version": version.version,
        "captured_at": moment(version.captured_at),
        "points": version.points,
        "verdict": version.verdict.value,
        "cause": version.cause.value,
        "made_at": moment(version.made_at),
        "note": sentence(version.note) if version.note else None,
    }


def _capture(capture: CaptureSummary) -> Json:
    return {"id": capture.id, "via": capture.via.value, "captured_at": moment(capture.captured_at), "url": capture.url}


def point_json(point: Point) -> Json:
    """A point as a thread and a difference list it."""
    return {
        "position": point.position,
        "role": point.role.value,
        "number": point.number,
        "of": point.of,
        "text": point.text,
        "html": to_html(point.text, point.spans),
        "post_id": point.post_id,
        "url": point.url,
        "posted_at": moment(point.posted_at),
        "media": [_media(each) for each in point.media],
        "quote": _quote(point.quote) if point.quote else None,
        "tags": [_tag(each) for each in point.tags],
        "rejected": [_tag(each) for each in point.rejected],
    }


def _media(media: Media) -> Json:
    return {"kind": media.kind.value, "url": media.url, "alt": media.alt}


def _quote(quote: Quote) -> Json:
    return {
        "text": quote.text,
        "author": _author(quote.author),
        "url": quote.url,
        "posted_at": moment(quote.posted_at),
        "media": [_media(each) for each in quote.media],
        "unavailable": sentence(quote.unavailable) if quote.unavailable else None,
    }


def judge_json(judge: Judge) -> Json:
    """Who suggested the tags: Threadsheet (`name` null) or a language model."""
    warning = judge.warning and {"code": judge.warning.code, "message": sentence(judge.warning)}
    return {"name": judge.name, "warning": warning}


def evidence_json(evidence: Sequence[Evidence]) -> list[Json]:
    return [{"start": each.start, "end": each.end, "text": each.text} for each in evidence]


def _tag(tag: Tag) -> Json:
    return {
        "family": tag.family,
        "theme": tag.theme,
        "confidence": tag.confidence,
        "by": tag.by.value,
        "evidence": evidence_json(tag.evidence),
        "lost": list(tag.lost),
    }


def _related(related: Related) -> Json:
    return {
        "title": related.title,
        "excerpt": related.excerpt,
        "posts": related.posts,
        "date": related.date,
        "url": related.url,
    }


def token_json(token: Token) -> Json:
    """A token as `GET /api/v1/tokens` lists it: never its secret."""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": [scope.value for scope in token.scopes],
        "created_at": moment(token.created_at),
        "last_used_at": moment(token.last_used_at),
    }


def new_token_json(made: NewToken) -> Json:
    """A token that was just made, with its secret."""
    return {**token_json(made.token), "token": made.secret}
