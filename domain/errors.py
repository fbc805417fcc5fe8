"""The one error tree: a stable code, a sentence for a person, and whether a retry can help.

Raised anywhere; caught broadly only at the two rims, the job and the HTTP error mapping.
"""

from __future__ import annotations

from typing import ClassVar


class ThreadsheetError(Exception):
    """Something a person can be told.

    `code` never changes once released; `message` is a whole sentence without jargon.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False
    sentence: ClassVar[str] = "Something went wrong."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.sentence
        super().__init__(self.message)


class Refused(ThreadsheetError):
    """Said at once, before anything is kept."""


class Invalid(Refused):
    """The request has the wrong shape. `fields` names each faulty field with its own sentence."""

    code = "invalid"
    sentence = "This request could not be understood."

    def __init__(self, message: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class TooLarge(Refused):
    code = "too_large"
    sentence = "This is larger than this Threadsheet accepts."


class Empty(Refused):
    code = "empty"
    sentence = "There is no text here. Paste the thread's words, or give its address."


class UnsupportedSite(Refused):
    code = "unsupported_site"
    sentence = "This address is not one of a thread that Threadsheet can read."


class RateLimited(Refused):
    """`seconds` is when trying again makes sense."""

    code = "rate_limited"
    retryable = True
    sentence = "Too many requests just now. Wait a little and try again."

    def __init__(self, message: str | None = None, seconds: int = 5) -> None:
        super().__init__(message)
        self.seconds = seconds


class IdempotencyMismatch(Refused):
    code = "idempotency_mismatch"
    sentence = "This Idempotency-Key was already used for another request."


class NoAddress(Refused):
    code = "no_address"
    sentence = "Nobody told where this thread was published, so there is no address to ask again. Set its source first."


class PairingRefused(Refused):
    code = "pairing_refused"
    sentence = "This code is wrong, was used already, or has expired. Make a new one on the settings page."


class NotFound(Refused):
    code = "not_found"
    sentence = "There is nothing here under this address."


class Unauthorised(Refused):
    code = "unauthorised"
    sentence = "Log in, or send a token of this Threadsheet."


class Forbidden(Refused):
    code = "forbidden"
    sentence = "This is not allowed from here."


class Conflict(Refused):
    code = "conflict"
    sentence = "This has changed since you looked at it."


class Failed(ThreadsheetError):
    """Found later, while the submission was being worked on; kept on its record."""


def failed_as(code: str, message: str) -> Failed:
    """The failure that a record kept, as the error it was. A code that is not known is that of a crash."""
    kinds = {kind.code: kind for kind in Failed.__subclasses__()}
    failure = kinds.get(code, Crashed)
    error = failure.__new__(failure)
    ThreadsheetError.__init__(error, message)
    return error


class NotAThread(Failed):
    code = "not_a_thread"
    sentence = "This text is not a thread: it has neither numbered points nor separate posts."


class PageChanged(Failed):
    """A page lacks what it must have; names the site and the hook that found nothing."""

    code = "page_changed"
    sentence = "This page no longer looks the way Threadsheet knows it."

    def __init__(self, site: str, hook: str, message: str | None = None) -> None:
        super().__init__(message or f"This {site} page no longer looks the way Threadsheet knows it ({hook}).")
        self.site = site
        self.hook = hook


class Gone(Failed):
    code = "gone"
    sentence = "This thread is no longer there: it was deleted, or its account is closed."


class LoginRequired(Failed):
    code = "login_required"
    sentence = "The site shows this thread only to people who are logged in. The extension can see what you see."


class AnotherThread(Failed):
    code = "another_thread"
    sentence = "What stands at this address now has nothing in common with this thread, so nothing was changed."


class FetchRefused(Failed):
    code = "fetch_refused"
    sentence = "Threadsheet does not fetch this address: it leads to a private network."


class FetchFailed(Failed):
    code = "fetch_failed"
    retryable = True
    sentence = "The site did not answer as expected. Trying again later may help."


class LimitExceeded(Failed):
    code = "limit_exceeded"
    sentence = "This thread is larger than the limits of this Threadsheet."


class NotAPicture(Failed):
    code = "not_a_picture"
    sentence = "What was found in this place is no picture, or one of a kind that Threadsheet does not open."


class RenderFailed(Failed):
    code = "render_failed"
    retryable = True
    sentence = "The handout could not be made."


class Crashed(Failed):
    code = "crashed"
    retryable = True
    sentence = "Work on this stopped unexpectedly, three times. It was kept; trying again may help."
