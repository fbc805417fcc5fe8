"""Follows: authors whose new threads are archived by themselves."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from archive import follow_failures, follows
from domain.durations import parse_duration
from domain.follow_names import parse_follow
from domain.shapes.follow import LONGEST, SHORTEST, USUAL
from domain.shapes.reading import Site
from presentation.api.follow import FailedThread, FailedThreads, Follow, Follows
from server.access.auth import Scope, allow, current_caller
from server.api import request_body
from server.api.requests import Shape, Text
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.language import request_language

blueprint = Blueprint("follows", __name__)


class FollowBody(Shape):
    """An author of a site, or of `web` the address of a feed; `archive` false only reports new threads."""

    site: Site
    handle: Annotated[Text, Field(min_length=1, max_length=2000)]
    archive: bool = True
    every: Annotated[str | None, Field(max_length=20)] = None


class PauseBody(Shape):
    paused: bool


@blueprint.get("/follows")
@allow(Scope.READ)
@documented(response=Follows)
def index() -> Follows:
    """All authors who are followed."""
    language = request_language()
    return Follows([Follow.from_domain(follow, language) for follow in follows.list_all(app_context().archive)])


@blueprint.post("/follows")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=FollowBody, response=Follow, status=201)
def add() -> tuple[Follow, dict[str, str]]:
    """Follow an author from now on; one who is followed already is followed as said now."""
    body = request_body.read(FollowBody)
    site, handle = parse_follow(body.site, body.handle)
    every = parse_duration(body.every, SHORTEST, LONGEST) if body.every else USUAL
    follow = follows.add(app_context().archive, site, handle, every=every, keep=body.archive, by=current_caller().name)
    return Follow.from_domain(follow, request_language()), {"Location": f"/api/v1/follows/{follow.id}"}


@blueprint.get("/follows/<id_>")
@allow(Scope.READ)
@documented(response=Follow)
def show(id_: str) -> Follow:
    """One author who is followed."""
    return Follow.from_domain(follows.get(app_context().archive, id_), request_language())


@blueprint.patch("/follows/<id_>")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=PauseBody, response=Follow)
def pause(id_: str) -> Follow:
    """Pause following an author, or go on."""
    follow = follows.pause(app_context().archive, id_, paused=request_body.read(PauseBody).paused)
    return Follow.from_domain(follow, request_language())


@blueprint.delete("/follows/<id_>")
@allow(Scope.WRITE)
@documented(status=204)
def remove(id_: str) -> Response:
    """Follow an author no more; the threads stay."""
    follows.remove(app_context().archive, id_)
    return Response(status=204)


@blueprint.get("/follows/<id_>/failures")
@allow(Scope.READ)
@documented(response=FailedThreads)
def failures(id_: str) -> FailedThreads:
    """Threads of the author that could not be archived, the latest first."""
    language = request_language()
    listed = follow_failures.list_failed(app_context().archive, id_)
    return FailedThreads([FailedThread.from_domain(failed, language) for failed in listed])


@blueprint.post("/follows/<id_>/retry")
@allow(Scope.WRITE)
@documented(response=Follow, status=202)
def retry(id_: str) -> Follow:
    """Try again to archive all threads of the author that could not be archived."""
    retry_failed(id_)
    return Follow.from_domain(follows.get(app_context().archive, id_), request_language())


def retry_failed(id_: str) -> int:
    """Has the threads of a follow tried again that could not be archived. Returns how many. Raises NotFound."""
    context = app_context()
    started = follow_failures.retry(context.archive, id_)
    for submission_id in started:
        context.queue.submission(submission_id)
    return len(started)
