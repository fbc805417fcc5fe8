"""Three minutes of chaos; `./test chaos` does more of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.rounds import run_round


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [101, 102, 103])
def test_nothing_promised_is_lost(tmp_path: Path, seed: int) -> None:
    outcome = run_round(tmp_path, seed, seconds=40)
    assert outcome.promised > 0
    assert outcome.held, outcome
