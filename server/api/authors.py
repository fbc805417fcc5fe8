"""Authors: a list, one with all that is archived of them, and which of them are the same person."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from archive.library import author_profiles
from domain.shapes.author import AuthorName
from domain.shapes.reading import Site
from presentation.api.author import Author, AuthorItem, AuthorItems
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.query import NUMBER, WORD, whole_number, word
from server.api.requests import Shape, Text
from server.api.responses import documented
from server.context import app_context

blueprint = Blueprint("authors", __name__)
PAGE, MOST = 50, 200
MAX_OFFSET = 100_000_000


class SameAsBody(Shape):
    """The author's name elsewhere."""

    site: Site
    handle: Annotated[Text, Field(min_length=1, max_length=300)]


@blueprint.get("/authors")
@allow(Scope.READ)
@documented(response=AuthorItems, query={"q": WORD, "cursor": WORD, "limit": NUMBER})
def index() -> AuthorItems:
    """Authors, those with most threads first; `q` are words of a name or handle, one letter of each may be wrong."""
    offset, limit = whole_number("cursor", 0, 0, MAX_OFFSET), whole_number("limit", PAGE, 1, MOST)
    listed = author_profiles.list_authors(app_context().archive, word("q") or "", offset, limit + 1)
    items = [AuthorItem.from_domain(summary) for summary in listed[:limit]]
    return AuthorItems(items, str(offset + limit) if len(listed) > limit else None)


@blueprint.get("/authors/<site>/<handle>")
@allow(Scope.READ)
@documented(response=Author)
def show(site: str, handle: str) -> Author:
    """One author: names, threads, themes, and what pages recommended that is not archived."""
    return _author(author_profiles.parse_author(site, handle))


@blueprint.post("/authors/<site>/<handle>/same-as")
@allow(Scope.WRITE)
@documented(body=SameAsBody, response=Author)
def join(site: str, handle: str) -> Author:
    """Say that another author is the same person."""
    body, author = request_body.read(SameAsBody), author_profiles.parse_author(site, handle)
    author_profiles.join_authors(app_context().archive, author, AuthorName(body.site, body.handle.removeprefix("@")))
    return _author(author)


@blueprint.delete("/authors/<site>/<handle>/same-as")
@allow(Scope.WRITE)
@documented(status=204)
def separate(site: str, handle: str) -> Response:
    """Say that the author is somebody else than those that were said to be the same."""
    author_profiles.separate_author(app_context().archive, author_profiles.parse_author(site, handle))
    return Response(status=204)


def _author(author: AuthorName) -> Author:
    return Author.from_domain(author_profiles.load_author(app_context().archive, author))
