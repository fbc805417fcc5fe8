"""People: invited, let in once by a link, given a role, removed. The owner by the server's password has no row."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from archive import audit
from archive.archive import Archive
from archive.tables import invitations, pairings, people, sessions, tokens
from domain.digest import secret_digest
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.messages import Message, message
from domain.shapes.audit import OPERATOR, Action
from domain.shapes.person import Invitation, Person, Role
from domain.shapes.submission import FOLLOWS, OWNER, SCHEDULER

LIFETIME: Final = timedelta(hours=72)
MAX_NAME: Final = 80
RESERVED: Final = frozenset({OWNER, SCHEDULER, FOLLOWS, "extension", "nobody", "model", OPERATOR})
"""What other callers sign with."""
SEEN_INTERVAL: Final = timedelta(minutes=10)


def invite(archive: Archive, name: str, role: Role, by: str) -> Invitation:
    """Adds a person and a link that lets them in. Who was removed comes back with the same name.

    Raises `Invalid` for a name that cannot be one, `Conflict` when there is a person of this name.
    """
    name, now = _person_name(name), archive.clock()
    with archive.database.write(alone=True) as connection:
        row = connection.execute(select(people).where(people.c.name_key == _name_key(name))).one_or_none()
        if row is not None and row.removed_at is None:
            raise Conflict("person_exists", name=row.name)
        if row is not None:
            back = {"role": role, "removed_at": None, "joined_at": None, "created_at": now}
            connection.execute(update(people).where(people.c.id == row.id).values(**back))
        id_ = row.id if row is not None else new_id()
        if row is None:
            values = {"id": id_, "name": name, "name_key": _name_key(name), "role": role, "created_at": now}
            connection.execute(insert(people).values(**values))
        return _new_link(connection, id_, now, by)


def invite_again(archive: Archive, id_: str, by: str) -> Invitation:
    """Another link for a person who lost the first one, or a password. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        _present_row(connection, id_)
        return _new_link(connection, id_, archive.clock(), by)


def invited(archive: Archive, secret: str) -> Person:
    """Who the link lets in. Raises `NotFound` for one that was used, replaced, or is over."""
    with archive.database.read() as connection:
        return _invited(connection, secret, archive.clock())


def accept(
    archive: Archive, secret: str, *, password_hash: str | None = None, account: tuple[str, str] | None = None
) -> Person:
    """Lets the person in, with a password or an account (issuer and subject) of a provider; the link is used up.

    Earlier logins of theirs end. Raises `NotFound`, and `Conflict` when the account is another person's.
    """
    now = archive.clock()
    with archive.database.write(alone=True) as connection:
        person = _invited(connection, secret, now)
        values: dict[str, Any] = {"joined_at": person.joined_at or now, "last_seen_at": now}
        if password_hash:
            values["password_hash"] = password_hash
        if account:
            _check_free(connection, account, person.id)
            values |= {"issuer": account[0], "subject": account[1]}
        connection.execute(update(people).where(people.c.id == person.id).values(**values))
        connection.execute(delete(invitations).where(invitations.c.person_id == person.id))
        connection.execute(delete(sessions).where(sessions.c.person_id == person.id))
        audit.record(connection, archive, person.name, Action.JOINED, person.id, person.name)
        return _person(_present_row(connection, person.id))


def with_password(archive: Archive, name: str) -> tuple[Person, str] | None:
    """The person of this name and the hash of their password; None when there is none."""
    with archive.database.read() as connection:
        row = connection.execute(_query().where(people.c.name_key == _name_key(name))).one_or_none()
    return (_person(row), row.password_hash) if row is not None and row.password_hash else None


def with_account(archive: Archive, issuer: str, subject: str) -> Person | None:
    """The person with this account at a provider."""
    with archive.database.read() as connection:
        same = (people.c.issuer == issuer, people.c.subject == subject)
        row = connection.execute(_query().where(*same)).one_or_none()
    return _person(row) if row is not None else None


def link(archive: Archive, name: str, issuer: str, subject: str) -> Person:
    """Adds an account at a provider to a person's own. Raises `NotFound`, and `Conflict` when it is another person's."""
    with archive.database.write(alone=True) as connection:
        row = connection.execute(_query().where(people.c.name_key == _name_key(name))).one_or_none()
        if row is None:
            raise NotFound("person")
        _check_free(connection, (issuer, subject), row.id)
        connection.execute(update(people).where(people.c.id == row.id).values(issuer=issuer, subject=subject))
        return _person(_present_row(connection, row.id))


def named(archive: Archive, name: str) -> Person:
    """The person whom a trusted proxy names, who thereby uses up an invitation. Raises `Forbidden` for one without any."""
    now = archive.clock()
    with archive.database.read() as connection:
        row = connection.execute(_query().where(people.c.name_key == _name_key(name))).one_or_none()
    if row is None:
        raise Forbidden("not_invited", name=name[:MAX_NAME])
    if row.joined_at is None or row.last_seen_at is None or now - row.last_seen_at >= SEEN_INTERVAL:
        with archive.database.write() as connection:
            values = {"joined_at": row.joined_at or now, "last_seen_at": now}
            connection.execute(update(people).where(people.c.id == row.id).values(**values))
            if row.joined_at is None:
                connection.execute(delete(invitations).where(invitations.c.person_id == row.id))
    return _person(row)


def change_password(archive: Archive, id_: str, password_hash: str) -> None:
    """Sets a new password; all logins of the person end. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        row = _present_row(connection, id_)
        connection.execute(update(people).where(people.c.id == id_).values(password_hash=password_hash))
        connection.execute(delete(sessions).where(sessions.c.person_id == id_))
        audit.record(connection, archive, row.name, Action.PASSWORD_CHANGED, id_, row.name)


def change_role(archive: Archive, id_: str, role: Role, by: str) -> Person:
    """Takes effect with the person's next request; only an owner's tokens stay. Raises `NotFound`, `Conflict` for one's own."""
    with archive.database.write(alone=True) as connection:
        row = _present_row(connection, id_)
        _check_other(row, by)
        connection.execute(update(people).where(people.c.id == id_).values(role=role))
        if role is not Role.OWNER:
            _end_tokens(connection, row.name)
        audit.record(connection, archive, by, Action.ROLE_CHANGED, id_, f"{row.name}: {role.value}")
        return _person(_present_row(connection, id_))


def remove(archive: Archive, id_: str, by: str) -> None:
    """Ends all access of a person; what they wrote stays, with their name. Raises `NotFound`, and `Conflict` for oneself."""
    with archive.database.write(alone=True) as connection:
        row = _present_row(connection, id_)
        _check_other(row, by)
        none_left = {"password_hash": None, "issuer": None, "subject": None, "removed_at": archive.clock()}
        connection.execute(update(people).where(people.c.id == id_).values(**none_left))
        for table in (sessions, invitations):
            connection.execute(delete(table).where(table.c.person_id == id_))
        _end_tokens(connection, row.name)
        audit.record(connection, archive, by, Action.REMOVED, id_, row.name)


def list_people(archive: Archive) -> tuple[Person, ...]:
    """All who were invited and not removed, by name."""
    with archive.database.read() as connection:
        rows = connection.execute(_query().order_by(people.c.name_key)).all()
    return tuple(map(_person, rows))


def get(archive: Archive, id_: str) -> Person:
    """Raises `NotFound`."""
    with archive.database.read() as connection:
        return _person(_present_row(connection, id_))


def count(archive: Archive) -> int:
    """How many people there are beside the owner of the server's password."""
    with archive.database.read() as connection:
        query = select(func.count()).select_from(people).where(people.c.removed_at.is_(None))
        return int(connection.execute(query).scalar_one())


def _new_link(connection: Connection, id_: str, now: datetime, by: str) -> Invitation:
    secret = secrets.token_urlsafe(32)
    values = {"person_id": id_, "secret_sha256": secret_digest(secret), "expires_at": now + LIFETIME}
    connection.execute(delete(invitations).where(invitations.c.person_id == id_))
    connection.execute(insert(invitations).values(**values))
    person = _person(_present_row(connection, id_))
    audit.record_at(connection, now, by, Action.INVITED, id_, f"{person.name}: {person.role.value}")
    return Invitation(person, secret, now + LIFETIME)


def _invited(connection: Connection, secret: str, now: datetime) -> Person:
    link = (invitations.c.secret_sha256 == secret_digest(secret), invitations.c.expires_at > now)
    row = connection.execute(_query().where(*link)).one_or_none()
    if row is None:
        raise NotFound("invitation")
    return _person(row)


def _end_tokens(connection: Connection, name: str) -> None:
    """Ends what programs and browsers do in the name of a person who is no longer an owner."""
    for table in (tokens, pairings):
        connection.execute(delete(table).where(table.c.person == name))


def _check_free(connection: Connection, account: tuple[str, str], id_: str) -> None:
    same = (people.c.issuer == account[0], people.c.subject == account[1], people.c.id != id_)
    if connection.execute(select(people.c.id).where(*same)).one_or_none() is not None:
        raise Conflict("account_taken")


def _check_other(row: Row[Any], by: str) -> None:
    """An owner who locks themselves out could not come back."""
    if row.name == by:
        raise Conflict("own_role")


def _query() -> Any:  # a query of the people who were not removed
    joined = people.outerjoin(invitations, invitations.c.person_id == people.c.id)
    return select(people, invitations.c.expires_at).select_from(joined).where(people.c.removed_at.is_(None))


def _present_row(connection: Connection, id_: str) -> Row[Any]:
    row = connection.execute(_query().where(people.c.id == id_)).one_or_none() if is_id(id_) else None
    if row is None:
        raise NotFound("person")
    return row


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        joined_at=row.joined_at,
        last_seen_at=row.last_seen_at,
        invited_until=row.expires_at,
        has_password=row.password_hash is not None,
        provider=row.subject is not None,
    )


def _person_name(written: str) -> str:
    """Raises Invalid for an empty, long or reserved name."""
    name = unicodedata.normalize("NFC", " ".join(_visible(written).split()))
    if not name or len(name) > MAX_NAME:
        raise Invalid("person_name", fields={"name": message("invalid.person_name_length", most=MAX_NAME)})
    if _name_key(name) in RESERVED or _name_key(name).startswith("token "):
        raise Invalid("person_name", fields={"name": Message("invalid.person_name_reserved")})
    return name


def _visible(written: str) -> str:
    """Without characters that have no width: two names must not look the same."""
    return "".join(character for character in written if unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"})


def _name_key(name: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()[: 4 * MAX_NAME]
