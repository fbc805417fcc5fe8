"""What the API and the pages share about people: invitation links, the sessions that a caller may see, and the audit log."""

from __future__ import annotations

from typing import Final

from archive import audit, sessions
from domain.errors import NotFound
from domain.ids import is_id
from domain.shapes.audit import AuditEntry
from domain.shapes.person import Invitation, Session
from server.access.auth import current_caller
from server.access.local_paths import public_address
from server.access.sessions import login_proof
from server.api.query import whole_number
from server.context import app_context

LARGEST_NUMBER: Final = 999_999_999
ENTRIES: Final = 100
"""Entries of the audit log on one page."""


def invitation_url(invitation: Invitation) -> str:
    return public_address(f"/invitations/{invitation.secret}")


def visible_sessions(*, own: bool = False) -> tuple[Session, ...]:
    """The sessions that the caller may see; with `own` only theirs."""
    context, caller = app_context(), current_caller()
    person = caller.name if own or not caller.owner else None
    return sessions.list_sessions(context.archive, login_proof(context.settings.password), person)


def is_current(session: Session) -> bool:
    """Whether this request came with that session."""
    current = current_caller().session
    return current is not None and current.id == session.id


def end_session(id_: str) -> None:
    """Ends a session that the caller may see. Raises NotFound."""
    if not is_id(id_):
        raise NotFound("session")
    caller = current_caller()
    sessions.end_listed(app_context().archive, id_, caller.name, None if caller.owner else caller.name)


def audit_page() -> tuple[tuple[AuditEntry, ...], int | None]:
    """The entries of the audit log before the one that the request names, and the number to ask with for the next page."""
    before = whole_number("before", 0, 1, LARGEST_NUMBER) or None
    entries = tuple(audit.list_entries(app_context().archive, ENTRIES, before))
    return entries, entries[-1].id if len(entries) == ENTRIES else None
