"""Logins: passwords, and sessions that a log-out, a new password or the owner ends."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from flask import current_app, g, request, session

from archive import sessions
from archive.archive import Archive
from domain.digest import text_digest
from domain.shapes.person import Person, Session

LOGIN: Final = "login"
"""The key of the session's secret in the cookie."""


def current(archive: Archive, password: str | None) -> Session | None:
    """The open session of the request, if it has one; the archive is asked once for each request."""
    secret = session.get(LOGIN)
    if not isinstance(secret, str):
        return None
    if LOGIN not in g:
        setattr(g, LOGIN, sessions.find(archive, secret, login_proof(password)))
    opened: Session | None = getattr(g, LOGIN)
    return opened


def log_in(archive: Archive, password: str | None, person: Person | None = None) -> None:
    """Begins a session of that person, else of the owner by the server's password. What the browser had before ends."""
    log_out(archive)
    session.permanent = True
    proof = None if person else login_proof(password)
    session[LOGIN] = sessions.begin(archive, person, proof, request.headers.get("User-Agent"))


def log_out(archive: Archive) -> None:
    """Ends the session at the server, so that a copy of its cookie is worth nothing."""
    if isinstance(secret := session.get(LOGIN), str):
        sessions.end(archive, secret)
    session.clear()
    g.pop(LOGIN, None)


def passwords_equal(entered: str, password: str) -> bool:
    """Compares in constant time."""
    return hmac.compare_digest(text_digest(entered), text_digest(password))


def login_proof(password: str | None) -> str | None:
    """What a session stores of the password it was begun with: needs the secret key, and a new password has another."""
    if password is None:
        return None
    key = str(current_app.secret_key).encode()
    return hmac.new(key, password.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
