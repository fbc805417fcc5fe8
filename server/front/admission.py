"""Decides from the head of a request how much of its body is read: nothing long of a sender who may not use the view."""

from __future__ import annotations

import io
import sys
import threading
from concurrent.futures import Future
from typing import Any, Final

from flask import Flask

from archive.disturbances import is_disturbance
from domain.errors import Disturbed, ThreadsheetError
from server.access.auth import check_authority
from server.access.proxies import TrustedProxies
from server.context import app_context
from server.front.body_limits import USUAL, BodyLimits
from server.front.http_server import Head

CHECK_SECONDS: Final = 2.0
"""How long the server's loop waits until the database has said who the sender is."""
CHECKS_AT_ONCE: Final = 4


class Admission:
    """The admission of bodies to an application. Called by the server's loop, so it only reads, and waits for nobody long."""

    def __init__(self, app: Flask, limits: BodyLimits) -> None:
        self._app, self._limits = app, limits
        self._slots = threading.BoundedSemaphore(CHECKS_AT_ONCE)

    def body_limit(self, head: Head) -> int:
        """The most bytes of the body. Raises Unauthorised, Forbidden, Disturbed for one above the usual length.

        Of shorter ones the sender is checked when they are read.
        """
        limit = self._limits.limit(head.method, head.path)
        if limit > USUAL and (head.length is None or USUAL < head.length <= limit):
            self._check_in_time(head)
        return limit

    def _check_in_time(self, head: Head) -> None:
        """Raises Disturbed for a check that does not end: at once while others of them hang."""
        if not self._slots.acquire(blocking=False):
            raise Disturbed
        check: Future[None] = Future()
        threading.Thread(target=self._settle, args=(check, head), daemon=True).start()
        try:
            check.result(CHECK_SECONDS)
        except TimeoutError:
            raise Disturbed from None

    def _settle(self, check: Future[None], head: Head) -> None:
        try:
            self._check_sender(head)
        except Exception as error:
            check.set_exception(error)
        else:
            check.set_result(None)
        finally:
            self._slots.release()

    def _check_sender(self, head: Head) -> None:
        with self._app.app_context():
            proxies = TrustedProxies.of(app_context().settings)
        proxies.resolve(environ := _environ(head))
        with self._app.request_context(environ):
            try:
                check_authority()
            except ThreadsheetError:
                raise
            except Exception as error:
                if is_disturbance(error):
                    raise Disturbed from error
                raise


def _environ(head: Head) -> dict[str, Any]:
    """The head as WSGI has it, without a body."""
    return {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path,
        "QUERY_STRING": head.query,
        "REMOTE_ADDR": head.peer,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name}": value for name, value in head.headers.items()},
    }
