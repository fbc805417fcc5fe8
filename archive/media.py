"""Pictures that posts showed, kept once by the address they were found under: our own copy of each, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from archive.archive import Archive
from archive.blob_gc import keep_blob, throw_away, write_ahead
from archive.tables import pictures as rows
from archive.tables import version_pictures
from archive.threads.versions import row_of
from domain.bare_urls import safe_address
from domain.digest import digest
from domain.errors import NotFound
from domain.shapes.failure import Failure
from domain.shapes.picture import Gallery, MissingPicture, Picture
from domain.shapes.post import Media, MediaKind
from domain.shapes.thread import Version

MOST: Final = 400  # pictures of one thread; a handout with more could not be sent to anybody
AT_ONCE: Final = 500  # values in one statement: databases limit them


def addresses(version: Version) -> tuple[str, ...]:
    """Where the pictures of a Version were found, in reading order: of its points and what they quote. Films have posters."""
    shown = (media for point in version.points for media in (*point.media, *(point.quote.media if point.quote else ())))
    return tuple(dict.fromkeys(url for media in shown if (url := _address(media))))[:MOST]


def _address(media: Media) -> str | None:
    """Nothing but http and https: `data:` and `blob:` are no places where a picture could be found again."""
    if media.kind is MediaKind.IMAGE:
        return safe_address(media.url)
    if media.kind is MediaKind.GIF and not media.poster_url:
        return safe_address(media.url)
    return safe_address(media.poster_url)


def want(archive: Archive, thread_id: str, number: int, version: Version) -> tuple[str, ...]:
    """Note that this Version of a thread shows those pictures, and return the addresses that are worth asking (again).

    Raises `NotFound` when the thread was deleted meanwhile.
    """
    urls = {_key(url): url for url in addresses(version)}
    with archive.database.write(alone=True) as connection:
        row = row_of(connection, thread_id, number)
        if row is None:
            raise NotFound("This thread was deleted meanwhile.")
        known = {each.key: each for each in _rows(connection, list(urls))}
        if new := [{"key": key, "url": url} for key, url in urls.items() if key not in known]:
            connection.execute(insert(rows), new)
        _cite(connection, row.id, urls)
    return tuple(url for key, url in urls.items() if key not in known or _worth_asking(known[key]))


def _worth_asking(row: Row[Any]) -> bool:
    return row.sha256 is None and (row.failure_code is None or row.failure_retryable)


def _cite(connection: Connection, version_id: int, keys: Mapping[str, str]) -> None:
    cited = select(version_pictures.c.picture_key).where(version_pictures.c.version_id == version_id)
    there = set(connection.execute(cited).scalars())
    if fresh := [{"version_id": version_id, "picture_key": key} for key in keys if key not in there]:
        connection.execute(insert(version_pictures), fresh)


def keep(archive: Archive, url: str, picture: Picture) -> None:
    """Keep a picture that was wanted; one that nobody wants any more is let go."""
    write_ahead(archive, picture.body)
    with archive.database.write(alone=True) as connection:
        if _wanted(connection, url):
            sha256 = keep_blob(connection, archive, picture.body)
            size = {"size": len(picture.body), "width": picture.width, "height": picture.height}
            same = {"sha256": sha256, "media_type": picture.media_type, "failure_code": None, "failure_reason": None}
            _update(connection, archive, url, {**size, **same, "failure_retryable": None})


def miss(archive: Archive, url: str, failure: Failure) -> None:
    """A picture that was wanted could not be had, and why."""
    why = {"failure_code": failure.code, "failure_reason": failure.reason, "failure_retryable": failure.retryable}
    with archive.database.write(alone=True) as connection:
        _update(connection, archive, url, why)


def pictures(archive: Archive, urls: Sequence[str]) -> dict[str, Picture]:
    """Those that are kept, by address."""
    with archive.database.read() as connection:
        found = [row for row in _rows(connection, [_key(url) for url in urls]) if row.sha256]
    return {row.url: picture for row in found if (picture := _picture(archive, row))}


def _picture(archive: Archive, row: Row[Any]) -> Picture | None:
    try:
        return Picture(archive.blobs.read(row.sha256), row.media_type, row.width, row.height)
    except FileNotFoundError:  # deleted while we looked
        return None


def gallery(connection: Connection, version: Version) -> Gallery:
    """Which pictures of a Version are kept: when there are more, what was rendered before is old."""
    urls = {_key(url): url for url in addresses(version)}
    known = {row.key: row for row in _rows(connection, list(urls))}
    lost = [key for key in urls if key not in known or known[key].sha256 is None]
    return Gallery(len(urls) - len(lost), tuple(MissingPicture(urls[key], _failure(known.get(key))) for key in lost))


def _failure(row: Row[Any] | None) -> Failure | None:
    if row is None or row.failure_code is None:
        return None
    return Failure(row.failure_reason, row.failure_retryable)


def cited_by(connection: Connection, version_ids: Sequence[int]) -> set[str]:
    """Keys of the pictures that those Versions show."""
    cited = select(version_pictures.c.picture_key).where(version_pictures.c.version_id.in_(version_ids))
    return set(connection.execute(cited).scalars())


def drop_unused(connection: Connection, keys: set[str]) -> None:
    """Delete those that no Version shows any more; their files become litter."""
    used = exists().where(version_pictures.c.picture_key == rows.c.key)
    for some in _some(sorted(keys)):
        unused = delete(rows).where(rows.c.key.in_(some), ~used).returning(rows.c.sha256)
        throw_away(connection, {sha256 for sha256 in connection.execute(unused).scalars() if sha256})


def _wanted(connection: Connection, url: str) -> bool:
    return bool(connection.execute(select(exists().where(rows.c.key == _key(url)))).scalar_one())


def _update(connection: Connection, archive: Archive, url: str, values: dict[str, Any]) -> None:
    """A copy that is kept is never taken back by a later failure."""
    changed = update(rows).where(rows.c.key == _key(url))
    if "sha256" not in values:
        changed = changed.where(rows.c.sha256.is_(None))
    connection.execute(changed.values(**values, fetched_at=archive.clock()))


def _rows(connection: Connection, keys: Sequence[str]) -> list[Row[Any]]:
    return [row for some in _some(keys) for row in connection.execute(select(rows).where(rows.c.key.in_(some)))]


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _key(url: str) -> str:
    return digest(url.encode("utf-8", "surrogatepass"))
