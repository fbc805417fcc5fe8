"""All errors of Threadsheet, in one tree: a stable code, a message for a person, and whether a retry can help.

Raised anywhere; caught broadly only where jobs run and where HTTP errors are mapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from domain.messages import Message, message


class ThreadsheetError(Exception):
    """An error with a message for a person.

    `code` is for programs and never changes once released. `reason` is the message: the code, followed by the name of one of
    its wordings where it has several, and the values that fill it in.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, wording: str = "", /, **values: str | int | Message | tuple[str | int | Message, ...]) -> None:
        self.reason = message(f"{self.code}.{wording}" if wording else self.code, **values)
        super().__init__(str(self.reason))


class Refused(ThreadsheetError):
    """The request is refused at once; nothing was stored."""


class Invalid(Refused):
    """The request has the wrong shape. `fields` has a message for each faulty field."""

    code = "invalid"

    def __init__(
        self,
        wording: str = "",
        /,
        fields: Mapping[str, Message] | None = None,
        **values: str | int | Message | tuple[str | int | Message, ...],
    ) -> None:
        super().__init__(wording, **values)
        self.fields = fields or {}


class TooLarge(Refused):
    code = "too_large"


class Empty(Refused):
    code = "empty"


class UnsupportedSite(Refused):
    code = "unsupported_site"


class RateLimited(Refused):
    """`seconds` is when trying again makes sense."""

    code = "rate_limited"
    retryable = True

    def __init__(self, wording: str = "", /, seconds: int = 5) -> None:
        super().__init__(wording, seconds=seconds)
        self.seconds = seconds


class IdempotencyMismatch(Refused):
    code = "idempotency_mismatch"


class NoAddress(Refused):
    code = "no_address"


class PairingRefused(Refused):
    code = "pairing_refused"


class NotFound(Refused):
    code = "not_found"


class Unauthorised(Refused):
    code = "unauthorised"


class Forbidden(Refused):
    code = "forbidden"


class Conflict(Refused):
    code = "conflict"


class Failed(ThreadsheetError):
    """Work on a submission failed; the error is stored in its record."""


class Disturbed(ThreadsheetError):
    """The machine and not the work is the reason: a full disk, a database that restarts, a process that others killed.

    Never stored: the record is given back and the work is tried later. `counted`: as one of the interruptions of its record.
    """

    code = "disturbed"
    retryable = True

    def __init__(self, wording: str = "", /, *, counted: bool = False, seconds: int = 10) -> None:
        super().__init__(wording, seconds=seconds)
        self.counted = counted
        self.seconds = seconds


def error_of(reason: Message) -> Failed:
    """Restores the error from the stored reason of a failure; Crashed for an unknown code."""
    kinds = {kind.code: kind for kind in Failed.__subclasses__()}
    error = kinds.get(reason.code, Crashed).__new__(kinds.get(reason.code, Crashed))
    error.reason = reason
    return error


class NotAThread(Failed):
    code = "not_a_thread"


class PageChanged(Failed):
    """A page lacks what it must have; names the site and the selector that matched nothing."""

    code = "page_changed"

    def __init__(self, site: str, hook: str, wording: str = "") -> None:
        super().__init__(wording, site=site, hook=hook)
        self.site = site
        self.hook = hook


class Gone(Failed):
    code = "gone"


class LoginRequired(Failed):
    code = "login_required"


class AnotherThread(Failed):
    code = "another_thread"


class FetchRefused(Failed):
    code = "fetch_refused"


class FetchFailed(Failed):
    code = "fetch_failed"
    retryable = True


class LimitExceeded(Failed):
    code = "limit_exceeded"


class NotAPicture(Failed):
    code = "not_a_picture"


class NotifyFailed(Failed):
    code = "notify_failed"
    retryable = True


class BotFailed(Failed):
    """The bot's account cannot be used, or its server refused what it was sent."""

    code = "bot_failed"
    retryable = True


class RenderFailed(Failed):
    code = "render_failed"
    retryable = True


class Crashed(Failed):
    code = "crashed"
    retryable = True
