"""An entry of the audit list: who did what, and when. Read by the owner only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

OPERATOR: Final = "operator"
"""Who runs commands on the server."""


class Action(StrEnum):
    LOGGED_IN = "logged_in"
    DELETED = "deleted"
    RESTORED = "restored"
    DELETED_FOR_GOOD = "deleted_for_good"
    SHARED = "shared"
    SHARE_REVOKED = "share_revoked"
    EVIDENCE = "evidence"
    EXPORTED = "exported"
    TOKEN_MADE = "token_made"  # noqa: S105 - no secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - no secret
    INVITED = "invited"
    JOINED = "joined"
    ROLE_CHANGED = "role_changed"
    REMOVED = "removed"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no secret
    CODING_BEGUN = "coding_begun"
    CODING_ENDED = "coding_ended"
    CODING_REMOVED = "coding_removed"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`subject` is the id of a thread, person, token or coding, `title` what it was called at that time.

    The title of a thread that is deleted for good is empty.
    """

    id: int
    at: datetime
    by: str
    action: Action
    subject: str | None
    title: str
