"""While the machine cannot store, the door says so and when to come back, and is in order again as soon as the machine is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from archive import submissions
from archive.blobs import FileBlobs

TROUBLES: list[tuple[object, str, Exception]] = [
    (FileBlobs, "write", OSError(errno.ENOSPC, "No space left on device")),
    (submissions, "receive", OSError(errno.EIO, "Input/output error")),
    (submissions, "receive", OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))),
]


@pytest.mark.parametrize(("owner", "name", "trouble"), TROUBLES, ids=["full disk", "broken disk", "full database"])
def test_a_submission_that_cannot_be_stored_is_refused_for_now(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, trouble: Exception
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, fail_with(trouble))
        answer = client.post("/api/v1/submissions", json={"text": "1/2 One.\n\n2/2 Two."})
    assert (answer.status_code, answer.json["code"]) == (503, "disturbed")  # type: ignore[index]
    assert int(answer.headers["Retry-After"]) > 0
    assert client.post("/api/v1/submissions", json={"text": "1/2 One.\n\n2/2 Two."}).status_code == 202


def fail_with(trouble: Exception) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise trouble

    return fail
