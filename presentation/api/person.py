"""People, their logins, and what was done, as the API lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.shapes import audit
from domain.shapes import person as shapes
from domain.shapes.person import Role
from presentation.timestamps import utc, utc_or_none


@dataclass(frozen=True, slots=True)
class Person:
    """A person who was invited. `joined_at` is null until they accept; `invited_until` is when an open invitation ends."""

    id: str
    name: str
    role: Role
    created_at: datetime
    joined_at: datetime | None
    last_seen_at: datetime | None
    invited_until: datetime | None

    @classmethod
    def from_domain(cls, person: shapes.Person) -> Person:
        return cls(
            person.id,
            person.name,
            person.role,
            utc(person.created_at),
            utc_or_none(person.joined_at),
            utc_or_none(person.last_seen_at),
            utc_or_none(person.invited_until),
        )


@dataclass(frozen=True, slots=True)
class People:
    items: list[Person]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets a person in, once. It is shown only in this answer."""

    id: str
    name: str
    role: Role
    url: str
    expires_at: datetime

    @classmethod
    def from_domain(cls, invitation: shapes.Invitation, url: str) -> Invitation:
        person = invitation.person
        return cls(person.id, person.name, person.role, url, utc(invitation.expires_at))


@dataclass(frozen=True, slots=True)
class Session:
    """The login of a browser; `current` is the one of this request."""

    id: str
    person: str
    role: Role
    agent: str
    created_at: datetime
    last_used_at: datetime
    current: bool

    @classmethod
    def from_domain(cls, session: shapes.Session, *, current: bool) -> Session:
        times = utc(session.created_at), utc(session.last_used_at)
        return cls(session.id, session.person, session.role, session.agent, *times, current)


@dataclass(frozen=True, slots=True)
class Sessions:
    items: list[Session]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, and when. `subject` is the id of a thread, person, token or coding.

    `title` is empty once that thread is deleted for good.
    """

    id: int
    at: datetime
    by: str
    action: audit.Action
    subject: str | None
    title: str

    @classmethod
    def from_domain(cls, entry: audit.AuditEntry) -> AuditEntry:
        return cls(entry.id, utc(entry.at), entry.by, entry.action, entry.subject, entry.title)


@dataclass(frozen=True, slots=True)
class AuditList:
    """The newest first; `next` is the `before` of the page below."""

    items: list[AuditEntry]
    next: int | None
