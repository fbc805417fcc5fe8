"""Authors: lists of them, the profile of one, and which of them a person said to be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update

from archive.archive import Archive
from archive.library.authors import find_authors
from archive.library.tables import library, library_authors
from archive.tables import same_authors, taggings, tags, versions
from archive.tags.tag_rows import is_shown
from domain.errors import Invalid, NotFound
from domain.ids import new_id
from domain.messages import message
from domain.search.words import words_of
from domain.shapes.author import AuthorName, AuthorProfile, AuthorSummary
from domain.shapes.reading import Related, Site

MAX_RECOMMENDED: Final = 50


def list_authors(archive: Archive, words: str = "", offset: int = 0, limit: int = 50) -> tuple[AuthorSummary, ...]:
    """Authors with a handle, those with most threads first; `words` are of their names or handles, or nearly."""
    query = _grouped()
    with archive.database.read() as connection:
        if folded := words_of(words):
            query = query.where(library_authors.c.id.in_(find_authors(connection, folded)))
        order = (func.count().desc(), library_authors.c.handle, library_authors.c.site)
        rows = connection.execute(query.order_by(*order).limit(limit).offset(offset)).all()
        names = _names(connection, [AuthorName(row.site, row.handle) for row in rows])
    return tuple(_summary(row, names) for row in rows)


def load_author(archive: Archive, author: AuthorName) -> AuthorProfile:
    """What the archive has of an author. Raises `NotFound` when it has no thread of theirs."""
    with archive.database.read() as connection:
        query = _grouped().where(library_authors.c.site == author.site, library_authors.c.handle == author.handle)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("author", handle=author.handle)
        families, themes = _count_themes(connection, author)
        return AuthorProfile(
            summary=_summary(row, _names(connection, [author])),
            same_as=_same_as(connection, author),
            families=families,
            themes=dict(themes.most_common()),
            recommended=_recommended(connection, author),
        )


def join_authors(archive: Archive, author: AuthorName, other: AuthorName) -> None:
    """Records that two authors are the same person. Raises Invalid for one and the same, `NotFound` for an unknown author."""
    if author == other:
        raise Invalid("same_author", fields={"handle": message("invalid.same_author")})
    load_author(archive, author)
    with archive.database.write(alone=True) as connection:
        persons = [_person(connection, name) for name in (author, other)]
        person = persons[0] or persons[1] or new_id()
        if persons[1] and persons[1] != person:
            connection.execute(update(same_authors).where(same_authors.c.person == persons[1]).values(person=person))
        for name, stored_person in zip((author, other), persons, strict=True):
            if stored_person is None:
                connection.execute(insert(same_authors).values(site=name.site, handle=name.handle, person=person))


def separate_author(archive: Archive, author: AuthorName) -> None:
    """Takes an author out of those that are the same person."""
    with archive.database.write() as connection:
        connection.execute(
            delete(same_authors).where(same_authors.c.site == author.site, same_authors.c.handle == author.handle)
        )


def _grouped() -> Select[Any]:
    """Authors with the numbers of their threads and points, and the dates of the first and the last."""
    query = select(
        library_authors.c.site,
        library_authors.c.handle,
        func.count().label("threads"),
        func.sum(library.c.points).label("points"),
        func.min(versions.c.posted_at).label("first"),
        func.max(versions.c.posted_at).label("last"),
    )
    joined = query.join(library, library.c.author_id == library_authors.c.id).join(
        versions, versions.c.id == library.c.version_id
    )
    return joined.where(library_authors.c.handle != "").group_by(library_authors.c.site, library_authors.c.handle)


def _summary(row: Row[Any], names: dict[AuthorName, tuple[str, ...]]) -> AuthorSummary:
    author = AuthorName(row.site, row.handle)
    return AuthorSummary(author, names.get(author, ()), row.threads, int(row.points), row.first, row.last)


def _names(connection: Connection, authors: Sequence[AuthorName]) -> dict[AuthorName, tuple[str, ...]]:
    """All names of each author."""
    query = select(library_authors).where(library_authors.c.handle.in_([author.handle for author in authors]))
    names: dict[AuthorName, list[str]] = {}
    for row in connection.execute(query.order_by(library_authors.c.name)):
        if row.name:
            names.setdefault(AuthorName(row.site, row.handle), []).append(row.name)
    return {author: tuple(names.get(author, ())) for author in authors}


def _of_author(author: AuthorName) -> Any:  # a condition on joined rows
    return and_(library_authors.c.site == author.site, library_authors.c.handle == author.handle)


def _count_themes(connection: Connection, author: AuthorName) -> tuple[Counter[str], Counter[str]]:
    """Points of each family and of each theme, by the codebooks that the threads are shown by."""
    shown = and_(taggings.c.version_id == library.c.version_id, taggings.c.codebook_id == library.c.codebook_id)
    query = (
        select(tags.c.version_id, tags.c.position, tags.c.family, tags.c.theme)
        .join(taggings, taggings.c.id == tags.c.tagging_id)
        .join(library, shown)
        .join(library_authors, library_authors.c.id == library.c.author_id)
        .where(_of_author(author), is_shown())
    )
    rows = set(map(tuple, connection.execute(query)))
    families = Counter(family for _, _, family in {(version, position, family) for version, position, family, _ in rows})
    return families, Counter(f"{family}/{theme}" for _, _, family, theme in rows if theme)


def _same_as(connection: Connection, author: AuthorName) -> tuple[AuthorName, ...]:
    person = _person(connection, author)
    if person is None:
        return ()
    query = select(same_authors).where(same_authors.c.person == person).order_by(same_authors.c.site, same_authors.c.handle)
    names = (AuthorName(row.site, row.handle) for row in connection.execute(query))
    return tuple(name for name in names if name != author)


def _person(connection: Connection, author: AuthorName) -> str | None:
    same = (same_authors.c.site == author.site, same_authors.c.handle == author.handle)
    return connection.execute(select(same_authors.c.person).where(*same)).scalar_one_or_none()


def _recommended(connection: Connection, author: AuthorName) -> tuple[Related, ...]:
    """What the pages of the author's threads recommended, each once, without what is archived."""
    query = select(versions.c.related, versions.c.url).join(library, library.c.version_id == versions.c.id)
    rows = connection.execute(
        query.join(library_authors, library_authors.c.id == library.c.author_id).where(_of_author(author))
    ).all()
    archived = {row.url for row in rows}
    by_address: dict[str, Related] = {}
    for related in (related for row in rows for related in row.related):
        if related.url not in archived:
            by_address.setdefault(related.url or related.title, related)
    return tuple(by_address.values())[:MAX_RECOMMENDED]


def parse_author(site: str, handle: str) -> AuthorName:
    """The author of an address's parts. Raises `NotFound` for an unknown site."""
    if site not in set(Site):
        raise NotFound("author", handle=handle[:100])
    return AuthorName(Site(site), handle.removeprefix("@"))
