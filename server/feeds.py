"""Feeds of the library: of any search, an author, a family. A feed reader sends its key in the address."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from archive.library import listing
from archive.threads.loading import ThreadKey, load_present
from domain.digest import digest
from domain.errors import NotFound
from domain.search.query import HandleIs, Query, SiteIs, Tagged, both
from domain.shapes.library import Order, Sort
from domain.shapes.reading import Site
from presentation.feed import FeedHead, atom
from presentation.messages import load_messages
from server.access.auth import Scope, allow, current_caller
from server.access.local_paths import public_address
from server.context import app_context
from server.library import requested_query

blueprint = Blueprint("feeds", __name__)
PAGE_SIZE: Final = 20
PAGING: Final = frozenset({"cursor", "key"})


@blueprint.get("/feed.atom")
@allow(Scope.READ, Scope.FEED)
def search() -> Response:
    """The threads that the query asks for, archived last first."""
    return _feed(requested_query(), request.args.get("q", "").strip(), "/threads")


@blueprint.get("/authors/<site>/<handle>/feed.atom")
@allow(Scope.READ, Scope.FEED)
def of_author(site: str, handle: str) -> Response:
    """The threads of an author."""
    if site not in tuple(Site):
        raise NotFound
    query = both(requested_query(), SiteIs(Site(site)), HandleIs(handle))
    return _feed(query, f"@{handle}", f"/authors/{site}/{handle}")


@blueprint.get("/themes/<family>/feed.atom")
@allow(Scope.READ, Scope.FEED)
def of_family(family: str) -> Response:
    """The threads with a theme of a family."""
    families = (item for codebook in app_context().codebooks.values() for item in codebook.families if item.id == family)
    named = next(families, None)
    if named is None:
        raise NotFound
    return _feed(both(requested_query(), Tagged(family, None)), named.name, "/themes")


def _feed(query: Query, subject: str, page: str) -> Response:
    """The feed of a query; `page` shows the same to people. Unchanged since the reader's last visit, the answer is 304."""
    context, order = app_context(), Order(Sort.ARCHIVED)
    results = listing.list_page(
        context.archive, query, order, request.args.get("cursor") or None, PAGE_SIZE, person=current_caller().person
    )
    product = load_messages().shared.product
    base = public_address("")
    links = {"self": _address(base), "first": _address(base, cursor=None), "alternate": f"{base}{_page_path(page)}"}
    if results.next:
        links["next"] = _address(base, cursor=results.next)
    head = FeedHead(_identity(), f"{product}: {subject}" if subject else product, links)
    threads = load_present(context.archive, [ThreadKey(item.thread.id) for item in results.items])
    body = atom(head, list(threads), base)
    answer = Response(body, content_type="application/atom+xml; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(digest(body))
    answer.make_conditional(request.environ)
    return answer


def _address(base: str, **changes: str | None) -> str:
    """The address of this request with other paging; the key stays, since a feed reader follows the links."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    query += [(name, value) for name, value in changes.items() if value is not None]
    return f"{base}{request.path}{'?' + urlencode(query) if query else ''}"


def _page_path(page: str) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name not in PAGING]
    return f"{page}?{urlencode(query)}" if query and page == "/threads" else page


def _identity() -> str:
    """What names the feed for ever: its path and search, without key and paging."""
    query = sorted((name, value) for name, value in request.args.items(multi=True) if name not in PAGING)
    return f"{request.path}?{urlencode(query)}"
