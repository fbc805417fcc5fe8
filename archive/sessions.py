"""Sessions: logins of browsers, ended by a log-out, a new password, an owner, or time. Only a hash of the secret is stored."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, delete, or_, select, update

from archive import audit
from archive.archive import Archive
from archive.tables import people, sessions
from domain.digest import secret_digest
from domain.errors import NotFound
from domain.ids import new_id
from domain.shapes.audit import Action
from domain.shapes.person import Person, Role, Session
from domain.shapes.submission import OWNER

LIFETIME: Final = timedelta(days=30)
"""How long a session lasts that is not used."""
LONGEST: Final = timedelta(days=90)
"""How long one lasts at all."""
USE_INTERVAL: Final = timedelta(hours=1)


def begin(archive: Archive, person: Person | None, password_sha256: str | None, agent: str | None) -> str:
    """Stores a session of a person, or of the owner by the server's password, and returns its secret."""
    now, secret = archive.clock(), secrets.token_urlsafe(32)
    values = {
        "id": new_id(),
        "person_id": person.id if person else None,
        "password_sha256": password_sha256,
        "agent": (agent or "")[:300],
        "created_at": now,
        "last_used_at": now,
    }
    with archive.database.write() as connection:
        connection.execute(delete(sessions).where(~_in_time(now)))
        connection.execute(sessions.insert().values(secret_sha256=secret_digest(secret), **values))
        if person:
            connection.execute(update(people).where(people.c.id == person.id).values(last_seen_at=now))
        audit.record(connection, archive, person.name if person else OWNER, Action.LOGGED_IN, None, (agent or "")[:300])
    return secret


def find(archive: Archive, secret: str, password_sha256: str | None) -> Session | None:
    """The session with this secret; None when it has ended. Its use is recorded."""
    now = archive.clock()
    with archive.database.read() as connection:
        query = _query(now, password_sha256).where(sessions.c.secret_sha256 == secret_digest(secret))
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if now - row.last_used_at >= USE_INTERVAL:
        with archive.database.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id == row.id).values(last_used_at=now))
            connection.execute(update(people).where(people.c.id == row.person_id).values(last_seen_at=now))
    return _session(row)


def list_sessions(archive: Archive, password_sha256: str | None, person: str | None = None) -> tuple[Session, ...]:
    """The open sessions, of one person or of all, the last used first."""
    with archive.database.read() as connection:
        rows = connection.execute(_query(archive.clock(), password_sha256).order_by(sessions.c.last_used_at.desc())).all()
    return tuple(session for session in map(_session, rows) if person in (None, session.person))


def end(archive: Archive, secret: str) -> None:
    with archive.database.write() as connection:
        connection.execute(delete(sessions).where(sessions.c.secret_sha256 == secret_digest(secret)))


def end_listed(archive: Archive, id_: str, by: str, person: str | None = None) -> None:
    """Ends a session from the list; only one of that person, if given. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        of_id = select(sessions.c.id, people.c.name).outerjoin(people, people.c.id == sessions.c.person_id)
        row = connection.execute(of_id.where(sessions.c.id == id_)).one_or_none()
        if row is None or person not in (None, row.name or OWNER):
            raise NotFound("session")
        connection.execute(delete(sessions).where(sessions.c.id == id_))
        audit.record(connection, archive, by, Action.SESSION_ENDED, None, row.name or OWNER)


def end_others(archive: Archive, session: Session) -> None:
    """Ends all sessions of this one's person but this one."""
    with archive.database.write() as connection:
        of_person = select(sessions.c.person_id).where(sessions.c.id == session.id).scalar_subquery()
        same = or_(sessions.c.person_id == of_person, and_(sessions.c.person_id.is_(None), of_person.is_(None)))
        connection.execute(delete(sessions).where(same, sessions.c.id != session.id))


def _query(now: datetime, password_sha256: str | None) -> Any:  # a query of the open sessions
    joined = sessions.outerjoin(people, people.c.id == sessions.c.person_id)
    by_password = and_(sessions.c.person_id.is_(None), sessions.c.password_sha256 == password_sha256)
    of_person = and_(people.c.id.is_not(None), people.c.removed_at.is_(None))
    columns = (sessions, people.c.name, people.c.role)
    return select(*columns).select_from(joined).where(_in_time(now), or_(by_password, of_person))


def _in_time(now: datetime) -> Any:  # a condition
    return and_(sessions.c.last_used_at >= now - LIFETIME, sessions.c.created_at >= now - LONGEST)


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.name or OWNER, row.role or Role.OWNER, row.agent, row.created_at, row.last_used_at)
