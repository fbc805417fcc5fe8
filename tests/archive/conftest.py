"""Settings for tests that make tables themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.settings import Settings
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an archive that has no tables yet."""
    if request.param == "sqlite":
        return Settings(data=tmp_path / "data")
    server: Postgres = request.getfixturevalue("postgres")
    return Settings(data=tmp_path / "data", database_url=server.new_database())
