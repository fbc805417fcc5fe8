"""Tables of who may use the server: tokens, logins, and the code that pairs a browser."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from archive.columns import JsonOf, SafeText, UtcDateTime
from archive.tables.schema import metadata
from domain.shapes.token import Scope

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
)

# Logins of browsers; only a hash of the secret is stored. A log-out deletes the row.
sessions = Table(
    "sessions",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    # A changed password ends the sessions of the old one.
    Column("password_sha256", Text, nullable=False),
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
)
