"""A Person who may use the archive: the owner, and those who were invited. Read by the access checks and the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """`reader` reads, `editor` also saves, tags and edits, `owner` also invites people and makes tokens."""

    READER = "reader"
    EDITOR = "editor"
    OWNER = "owner"

    def covers(self, other: Role) -> bool:
        """Whether this role may do all that the other may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


@dataclass(frozen=True, slots=True)
class Person:
    """An invited person. `name` is unique for good, and signs what they write; `joined_at` is None until they accept.

    `provider` says that they log in through OpenID Connect.
    """

    id: str
    name: str
    role: Role
    created_at: datetime
    joined_at: datetime | None = None
    last_seen_at: datetime | None = None
    invited_until: datetime | None = None
    has_password: bool = False
    provider: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets a person in once, until `expires_at`."""

    person: Person
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """The login of a browser. `person` is a name."""

    id: str
    person: str
    role: Role
    agent: str
    created_at: datetime
    last_used_at: datetime
