"""Tables of who may use the server: people, tokens, logins, and the code that pairs a browser; and of what they did."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import metadata, reference
from domain.shapes.audit import Action
from domain.shapes.person import Role
from domain.shapes.token import Scope

# People who were invited. The name stays when a person is removed: it signs what they wrote.
people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False),
    # The name as it is compared.
    Column("name_key", SafeText, nullable=False, unique=True),
    Column("role", EnumText(Role), nullable=False),
    Column("password_hash", Text),
    # Who they are for the provider of OpenID Connect.
    Column("issuer", SafeText),
    Column("subject", SafeText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("joined_at", UtcDateTime),
    Column("last_seen_at", UtcDateTime),
    Column("removed_at", UtcDateTime),
    UniqueConstraint("issuer", "subject"),
)

# Links that let a person in, once; only a hash of the secret is stored. A person has at most one.
invitations = Table(
    "invitations",
    metadata,
    Column("person_id", Text, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

# Who did what, for the owner to read.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("by", SafeText, nullable=False),
    Column("action", EnumText(Action), nullable=False),
    Column("subject", Text),
    Column("title", SafeText, nullable=False),
)

# Tokens of programs; only a hash of the secret is stored.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("scopes", JsonOf(tuple[Scope, ...]), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    # Who made it; favourites and notes are that person's.
    Column("person", SafeText, nullable=False),
)

# Logins of browsers; only a hash of the secret is stored. A log-out deletes the row.
sessions = Table(
    "sessions",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    # What a list of sessions calls it.
    Column("id", Text, nullable=False, unique=True),
    # None: the owner, by the server's password.
    reference("person_id", "people.id", ondelete="CASCADE", nullable=True),
    # Of the server's password: a changed one ends the sessions of the old one.
    Column("password_sha256", Text),
    Column("agent", SafeText),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
)

# The code that a browser can exchange for a token now, if there is one.
pairings = Table(
    "pairings",
    metadata,
    Column("code_sha256", Text, primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    # Who made it, as of tokens.
    Column("person", SafeText, nullable=False),
)

# Wrong passwords by the address that they came from, until an hour has gone by; counted for all processes together.
login_failures = Table(
    "login_failures",
    metadata,
    Column("address", SafeText, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False, index=True),
)
