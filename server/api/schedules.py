"""Schedules: how often a thread, an author's threads, or all are refreshed by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from archive import schedules
from archive.library import author_profiles
from domain.durations import parse_duration
from presentation.api.schedule import SharedSchedule, ThreadSchedule
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.redirects import checked_id
from server.api.requests import Shape
from server.api.responses import documented
from server.context import app_context
from server.front.body_limits import SMALL, body_limit

blueprint = Blueprint("schedules", __name__)
NEVER = "never"


class ScheduleBody(Shape):
    """`1d`, `6h`, `2w`; null ends the schedule, so that the author's or that of all holds; of a thread also `never`."""

    every: Annotated[str | None, Field(max_length=20)]


@blueprint.get("/threads/<id_>/refresh-schedule")
@allow(Scope.READ)
@documented(response=ThreadSchedule)
def show(id_: str) -> ThreadSchedule:
    """When the thread is fetched again by itself."""
    return ThreadSchedule.from_domain(schedules.load(app_context().archive, checked_id(id_)))


@blueprint.put("/threads/<id_>/refresh-schedule")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=ScheduleBody, response=ThreadSchedule)
def set_for_thread(id_: str) -> ThreadSchedule:
    """Set how often the thread is fetched again by itself."""
    archive, text = app_context().archive, request_body.read(ScheduleBody).every
    schedules.set_for_thread(archive, checked_id(id_), timedelta(0) if text == NEVER else parse_every(text))
    return ThreadSchedule.from_domain(schedules.load(archive, id_))


@blueprint.put("/authors/<site>/<handle>/refresh-schedule")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=ScheduleBody, response=SharedSchedule)
def set_for_author(site: str, handle: str) -> SharedSchedule:
    """Set how often the author's threads are fetched again, those that have no schedule of their own."""
    author, every = author_profiles.parse_author(site, handle), parse_every(request_body.read(ScheduleBody).every)
    schedules.set_shared(app_context().archive, every, author)
    return SharedSchedule.from_domain(every)


@blueprint.get("/refresh-schedule")
@allow(Scope.READ)
@documented(response=SharedSchedule)
def show_for_all() -> SharedSchedule:
    """How often all threads are fetched again."""
    return SharedSchedule.from_domain(schedules.load_shared(app_context().archive))


@blueprint.put("/refresh-schedule")
@body_limit(SMALL)
@allow(Scope.WRITE)
@documented(body=ScheduleBody, response=SharedSchedule)
def set_for_all() -> SharedSchedule:
    """Set how often all threads are fetched again that have no other schedule."""
    every = parse_every(request_body.read(ScheduleBody).every)
    schedules.set_shared(app_context().archive, every)
    return SharedSchedule.from_domain(every)


def parse_every(text: str | None) -> timedelta | None:
    """Raises Invalid."""
    return None if not text else parse_duration(text, schedules.SHORTEST, schedules.LONGEST)
