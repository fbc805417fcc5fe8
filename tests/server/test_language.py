"""The API words its errors in the language that the request prefers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("accepted", "detail"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "Dieses JSON ist zu tief verschachtelt."),
        ("fr,en;q=0.5", "This JSON is nested too deep."),
        ("tlh", "This JSON is nested too deep."),
        ("", "This JSON is nested too deep."),
    ],
)
def test_an_error_is_worded_in_the_preferred_language(client: FlaskClient, accepted: str, detail: str) -> None:
    headers = {"Accept-Language": accepted, "Content-Type": "application/json"}
    answer = client.post("/api/v1/submissions", data=b"[" * 100_000, headers=headers)
    assert answer.status_code == 400
    assert answer.json
    assert (answer.json["code"], answer.json["detail"]) == ("invalid", detail)
