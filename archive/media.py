"""Pictures of posts, stored once for each address: our own copy, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, exists, insert, select, update

from archive import submissions
from archive.archive import Archive
from archive.blob_gc import mark_unreferenced, reference_blob, write_ahead
from archive.tables import pictures as rows
from archive.tables import version_pictures, versions
from archive.threads.versions import find_row
from domain.bare_urls import safe_address
from domain.digest import text_digest
from domain.errors import Conflict, NotFound
from domain.shapes.failure import Failure
from domain.shapes.picture import Gallery, MissingPicture, Picture, StoredPicture
from domain.shapes.post import Media, MediaKind
from domain.shapes.thread import Version

MAX_PICTURES: Final = 400  # of one thread; a handout with more would be too large to send
NO_FAILURE: Final[dict[str, Any]] = {"failure_code": None, "failure_reason": None, "failure_retryable": None}
VALUES_PER_STATEMENT: Final = 500  # databases limit the number of values in one statement


def picture_urls(version: Version) -> tuple[str, ...]:
    """The addresses of a Version's pictures and video posters, of its points and their quotes, in reading order."""
    media_items = (media for point in version.points for media in (*point.media, *(point.quote.media if point.quote else ())))
    return tuple(dict.fromkeys(url for media in media_items if (url := picture_url(media))))[:MAX_PICTURES]


def picture_url(media: Media) -> str | None:
    """The picture's address, if it can be fetched: `data:` and `blob:` cannot."""
    if media.kind is MediaKind.IMAGE:
        return safe_address(media.url)
    if media.kind is MediaKind.GIF and not media.poster_url:
        return safe_address(media.url)
    return safe_address(media.poster_url)


def request(archive: Archive, thread_id: str, number: int, version: Version) -> tuple[str, ...]:
    """Records which pictures this Version of a thread has, and returns the addresses that should be fetched (again).

    Raises `NotFound` when the thread was deleted meanwhile.
    """
    urls = {picture_key(url): url for url in picture_urls(version)}
    with archive.database.write(alone=True) as connection:
        row = find_row(connection, thread_id, number)
        if row is None:
            raise NotFound("deleted_meanwhile")
        stored = {picture.key: picture for picture in _load_rows(connection, list(urls))}
        if new := [{"key": key, "url": url} for key, url in urls.items() if key not in stored]:
            connection.execute(insert(rows), new)
        _cite(connection, row.id, urls)
    return tuple(url for key, url in urls.items() if key not in stored or _should_fetch(stored[key]))


def _should_fetch(row: Row[Any]) -> bool:
    return row.sha256 is None and (row.failure_code is None or row.failure_retryable)


def _cite(connection: Connection, version_id: int, keys: Mapping[str, str]) -> None:
    query = select(version_pictures.c.picture_key).where(version_pictures.c.version_id == version_id)
    present = set(connection.execute(query).scalars())
    if new := [{"version_id": version_id, "picture_key": key} for key in keys if key not in present]:
        connection.execute(insert(version_pictures), new)


def store(archive: Archive, url: str, picture: Picture) -> None:
    """Stores a requested picture; does nothing when no Version has it any more."""
    write_ahead(archive, picture.body)
    with archive.database.write(alone=True) as connection:
        if _is_requested(connection, url):
            sha256 = reference_blob(connection, archive, picture.body)
            size = {"size": len(picture.body), "width": picture.width, "height": picture.height}
            _update(connection, archive, url, {**size, "sha256": sha256, "media_type": picture.media_type, **NO_FAILURE})


def record_failure(archive: Archive, url: str, failure: Failure) -> None:
    """Records why a requested picture could not be fetched."""
    values = {"failure_code": failure.code, "failure_reason": failure.reason, "failure_retryable": failure.retryable}
    with archive.database.write(alone=True) as connection:
        _update(connection, archive, url, values)


def attach(archive: Archive, thread_id: str, key: str, body: bytes, by: str) -> str:
    """Takes a file in the place of a picture that is not stored; returns the submission whose worker decodes it.

    Raises NotFound when no Version of the thread shows it, Conflict when it is stored.
    """
    write_ahead(archive, body)
    with archive.database.write(alone=True) as connection:
        row = connection.execute(_pictures_of(thread_id).where(rows.c.key == key)).one_or_none()
        if row is None:
            raise NotFound
        if row.sha256:
            raise Conflict("picture_stored")
        sha256 = reference_blob(connection, archive, body)
        mark_unreferenced(connection, {row.attached_sha256} - {None, sha256})
        connection.execute(update(rows).where(rows.c.key == key).values(attached_sha256=sha256, **NO_FAILURE))
        return submissions.request_again(connection, archive, thread_id, by)


def load_attached(archive: Archive, urls: Sequence[str]) -> dict[str, bytes]:
    """The files that people attached, by the address of the picture."""
    with archive.database.read() as connection:
        attached = [row for row in _load_rows(connection, [picture_key(url) for url in urls]) if row.attached_sha256]
    present = [row for row in attached if archive.blobs.has(row.attached_sha256)]
    return {row.url: archive.blobs.read(row.attached_sha256) for row in present}


def load_pictures(archive: Archive, urls: Sequence[str]) -> dict[str, Picture]:
    """The stored pictures by address."""
    with archive.database.read() as connection:
        rows_with_copy = [row for row in _load_rows(connection, [picture_key(url) for url in urls]) if row.sha256]
    return {row.url: picture for row in rows_with_copy if (picture := _picture(archive, row))}


def list_stored(archive: Archive, version: Version) -> dict[str, StoredPicture]:
    """The stored pictures of a Version by address, without their bytes."""
    urls = {picture_key(url): url for url in picture_urls(version)}
    if not urls:
        return {}
    with archive.database.read() as connection:
        stored = [row for row in _load_rows(connection, list(urls)) if row.sha256]
    return {urls[row.key]: StoredPicture(row.key, row.width, row.height) for row in stored}


def load_picture(archive: Archive, thread_id: str, key: str) -> Picture:
    """A stored picture of a thread, of any of its Versions. Raises NotFound."""
    with archive.database.read() as connection:
        row = connection.execute(_pictures_of(thread_id).where(rows.c.key == key)).one_or_none()
    picture = _picture(archive, row) if row and row.sha256 else None
    if picture is None:
        raise NotFound
    return picture


def _pictures_of(thread_id: str) -> Select[Any]:
    """Selects the pictures of all Versions of a thread."""
    cited = select(version_pictures.c.picture_key).join(versions, versions.c.id == version_pictures.c.version_id)
    return select(rows).where(rows.c.key.in_(cited.where(versions.c.thread_id == thread_id)))


def _picture(archive: Archive, row: Row[Any]) -> Picture | None:
    try:
        return Picture(archive.blobs.read(row.sha256), row.media_type, row.width, row.height)
    except FileNotFoundError:  # deleted since the row was read
        return None


def load_galleries(connection: Connection, versions: Sequence[Version]) -> list[Gallery]:
    """Which pictures of each Version are stored. When their number grows, earlier handouts are outdated."""
    urls = [{picture_key(url): url for url in picture_urls(version)} for version in versions]
    stored = {row.key: row for row in _load_rows(connection, list(dict.fromkeys(chain(*urls))))}
    return [_gallery(urls_of_version, stored) for urls_of_version in urls]


def _gallery(urls: Mapping[str, str], stored: Mapping[str, Row[Any]]) -> Gallery:
    missing = [key for key in urls if key not in stored or stored[key].sha256 is None]
    return Gallery(len(urls) - len(missing), tuple(MissingPicture(urls[key], _failure(stored.get(key))) for key in missing))


def _failure(row: Row[Any] | None) -> Failure | None:
    if row is None or row.failure_code is None:
        return None
    return Failure(row.failure_reason, row.failure_retryable)


def keys_of_versions(connection: Connection, version_ids: Sequence[int]) -> set[str]:
    """Keys of the pictures of those Versions."""
    query = select(version_pictures.c.picture_key).where(version_pictures.c.version_id.in_(version_ids))
    return set(connection.execute(query).scalars())


def delete_unused(connection: Connection, keys: set[str]) -> None:
    """Deletes the pictures that no Version has any more."""
    used = exists().where(version_pictures.c.picture_key == rows.c.key)
    for batch in _batches(sorted(keys)):
        unused = delete(rows).where(rows.c.key.in_(batch), ~used).returning(rows.c.sha256, rows.c.attached_sha256)
        mark_unreferenced(connection, {sha256 for row in connection.execute(unused) for sha256 in row if sha256})


def _is_requested(connection: Connection, url: str) -> bool:
    return bool(connection.execute(select(exists().where(rows.c.key == picture_key(url)))).scalar_one())


def _update(connection: Connection, archive: Archive, url: str, values: dict[str, Any]) -> None:
    """Updates a picture; what was attached is done with. A later failure never replaces a stored copy."""
    attached = select(rows.c.attached_sha256).where(rows.c.key == picture_key(url), rows.c.attached_sha256.is_not(None))
    mark_unreferenced(connection, set(connection.execute(attached).scalars()))
    statement = update(rows).where(rows.c.key == picture_key(url))
    if "sha256" not in values:
        statement = statement.where(rows.c.sha256.is_(None))
    connection.execute(statement.values(**values, attached_sha256=None, fetched_at=archive.clock()))


def _load_rows(connection: Connection, keys: Sequence[str]) -> list[Row[Any]]:
    return [row for batch in _batches(keys) for row in connection.execute(select(rows).where(rows.c.key.in_(batch)))]


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), VALUES_PER_STATEMENT):
        yield keys[start : start + VALUES_PER_STATEMENT]


def picture_key(url: str) -> str:
    """The name of a picture in tables and addresses."""
    return text_digest(url)
