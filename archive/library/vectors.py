"""The vectors of points, as the encoder gave them when the thread was tagged, and the points that are most similar to one.

A Version's vectors are one row: int8, one vector a point, in their order. Vectors of another encoder are never compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, select

from archive.archive import Archive
from archive.database import in_parts
from archive.library.tables import library, vectors
from archive.points import load_points_of
from archive.tables import threads, versions
from domain.errors import NotFound

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_POINTS: Final = 200_000
"""Points that are compared; of a larger archive those of the threads that were indexed last."""
ROWS_AT_ONCE: Final = 4096
"""Vectors that are widened together, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class SimilarPoint:
    """`score` is the cosine of the two vectors."""

    thread_id: str
    position: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class SimilarPoints:
    """The most similar first; not `exact` when the archive has more points than are compared."""

    items: tuple[SimilarPoint, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class _Rows:
    """Vectors (points × width), with length, Version and position of each."""

    matrix: NDArray[np.int8]
    lengths: NDArray[np.float32]
    version_ids: NDArray[np.int64]
    positions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Compared:
    """All vectors of an archive by one encoder; `state` changes when they do."""

    source: tuple[str, str]
    state: tuple[object, ...]
    rows: _Rows
    exact: bool


_loaded: Final[list[_Compared]] = []
"""Empty or one: what was compared last, since reading it takes longer than comparing."""


def put(archive: Archive, thread_id: str, number: int, encoder: str, rows: bytes) -> None:
    """Stores the vectors of a Version; does nothing when it was deleted meanwhile."""
    with archive.database.write() as connection:
        version = select(versions.c.id).where(versions.c.thread_id == thread_id, versions.c.number == number)
        id_ = connection.execute(version).scalar_one_or_none()
        if id_ is not None:
            connection.execute(delete(vectors).where(vectors.c.version_id == id_))
            connection.execute(insert(vectors).values(version_id=id_, encoder=encoder, vectors=rows))


def find_similar(archive: Archive, thread_id: str, position: int, limit: int = 10) -> SimilarPoints:
    """The points most similar to that one of the thread's latest Version; none where it has no vector. Raises `NotFound`."""
    import numpy as np

    with archive.database.read() as connection:
        row = _own(connection, thread_id, position)
        if row.vectors is None:
            return SimilarPoints((), exact=True)
        own = np.frombuffer(row.vectors, np.int8).reshape(row.points, -1)[position - 1].astype(np.float32)
        compared = _load(connection, row.encoder, len(own))
        scores = _scores(compared.rows, own)
        scores[(compared.rows.version_ids == row.id) & (compared.rows.positions == position)] = -1
        best = np.argsort(-scores)[: limit + 1] if len(scores) <= limit else _largest(scores, limit)
        named = [(int(compared.rows.version_ids[at]), int(compared.rows.positions[at]), float(scores[at])) for at in best]
        return SimilarPoints(_items(connection, [place for place in named if place[2] > -1][:limit]), compared.exact)


def _own(connection: Connection, thread_id: str, position: int) -> Any:  # a row of three tables
    newest = and_(versions.c.thread_id == threads.c.id, versions.c.number == threads.c.latest, threads.c.deleted_at.is_(None))
    query = select(versions.c.id, versions.c.points, vectors.c.encoder, vectors.c.vectors).join(threads, newest)
    joined = query.join(vectors, vectors.c.version_id == versions.c.id, isouter=True)
    row = connection.execute(joined.where(versions.c.thread_id == thread_id)).one_or_none()
    if row is None:
        raise NotFound("thread", id=thread_id)
    if not 1 <= position <= row.points:
        raise NotFound("point", position=position)
    return row


def _load(connection: Connection, encoder: str, width: int) -> _Compared:
    """The vectors of all threads in the library by that encoder. Only those that came since the last time are read."""
    joined = select(func.count(), func.sum(library.c.version_id), func.max(library.c.version_id), func.sum(library.c.points))
    own = and_(library.c.version_id == vectors.c.version_id, vectors.c.encoder == encoder)
    source, last = (str(connection.engine.url), encoder), _loaded[0] if _loaded else None
    state = tuple(connection.execute(joined.join(vectors, own)).one())
    if last and (last.source, last.state) == (source, state):
        return last
    version_ids, count = [], 0
    query = select(vectors.c.version_id, library.c.points).join(library, own).order_by(library.c.id.desc())
    for version_id, points in connection.execute(query):
        count += points
        if count > MAX_POINTS:
            break
        version_ids.append(version_id)
    rows = _update(connection, last.rows if last and last.source == source else None, version_ids, width)
    _loaded[:] = [_Compared(source, state, rows, exact=len(rows.matrix) == int(state[-1] or 0))]
    return _loaded[0]


def _update(connection: Connection, last: _Rows | None, version_ids: Sequence[int], width: int) -> _Rows:
    """The rows of these Versions, those that are new among them read."""
    import numpy as np

    if last is None:
        return _read(connection, version_ids, width)
    new = np.setdiff1d(np.array(version_ids, np.int64), last.version_ids).tolist()
    still, read = np.isin(last.version_ids, version_ids), _read(connection, new, width)
    return _Rows(
        np.concatenate((last.matrix[still], read.matrix)),
        np.concatenate((last.lengths[still], read.lengths)),
        np.concatenate((last.version_ids[still], read.version_ids)),
        np.concatenate((last.positions[still], read.positions)),
    )


def _read(connection: Connection, version_ids: Sequence[int], width: int) -> _Rows:
    import numpy as np

    blobs, sizes, ids = [], [], []
    for part in in_parts(version_ids):
        query = select(vectors.c.version_id, vectors.c.vectors).where(vectors.c.version_id.in_(part))
        for version_id, blob in connection.execute(query):
            blobs.append(blob)
            ids.append(version_id)
            sizes.append(len(blob) // width)
    matrix = np.frombuffer(b"".join(blobs), np.int8).reshape(-1, width)
    positions = [np.arange(1, size + 1) for size in sizes]
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix, dtype=np.float32))
    at = np.concatenate(positions) if positions else np.zeros(0, np.int64)
    return _Rows(matrix, lengths, np.repeat(np.array(ids, np.int64), sizes), at)


def _scores(compared: _Rows, own: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    scores = np.empty(len(compared.matrix), np.float32)
    for start in range(0, len(scores), ROWS_AT_ONCE):
        block = compared.matrix[start : start + ROWS_AT_ONCE].astype(np.float32)
        scores[start : start + ROWS_AT_ONCE] = block @ own
    scores /= np.maximum(compared.lengths * np.linalg.norm(own), np.float32(1e-6))
    return scores


def _largest(scores: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
    import numpy as np

    best = np.argpartition(-scores, limit)[: limit + 1]
    ordered: NDArray[np.int64] = best[np.argsort(-scores[best])]
    return ordered


def _items(connection: Connection, named: Sequence[tuple[int, int, float]]) -> tuple[SimilarPoint, ...]:
    ids = sorted({version_id for version_id, _, _ in named})
    rows = connection.execute(select(versions.c.id, versions.c.thread_id).where(versions.c.id.in_(ids)))
    thread_ids = {row.id: row.thread_id for row in rows}
    points_of = load_points_of(connection, ids)
    return tuple(SimilarPoint(thread_ids[id_], at, points_of[id_][at - 1].text, round(score, 4)) for id_, at, score in named)
