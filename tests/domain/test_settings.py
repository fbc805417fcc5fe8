"""Settings: all of them are documented, and none is anything but what it says."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from domain.settings import Settings
from tests.paths import ROOT

PAGE = ROOT / "docs" / "settings.md"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    rows = [line.split("|")[1] for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert documented == {name.upper() for name in Settings.model_fields}


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADSHEET_PASSWORD", "")
    monkeypatch.setenv("THREADSHEET_PORT", "")
    assert Settings().password is None
    assert Settings().port == 8484


@pytest.mark.parametrize(("name", "value"), [("PORT", "99999"), ("WORKERS", "-1"), ("MAX_CAPTURE_MB", "many")])
def test_a_value_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"THREADSHEET_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_settings_do_not_change_once_they_are_read() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
