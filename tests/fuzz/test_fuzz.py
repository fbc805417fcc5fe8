"""A minute of mutated bytes for each reader; `./test fuzz` does more of it."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.fuzz.__main__ import run
from tests.fuzz.readers import READERS, seeds, try_once


@pytest.mark.parametrize("name", sorted(READERS))
def test_the_seeds_themselves_break_no_reader(name: str) -> None:
    for body in list(seeds())[:12]:
        try_once(READERS[name], body)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not made for this system")
@pytest.mark.parametrize("name", sorted(READERS))
def test_nothing_breaks_a_reader(name: str) -> None:
    assert run(name, seconds=60, seed=1) == 0
