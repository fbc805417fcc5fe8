"""The key that signs sessions and shares."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.secret_key import KEY_FILE, secret_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(None, tmp_path), range(16)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_that_is_set_is_taken_and_not_written(tmp_path: Path) -> None:
    assert secret_key("set by hand", tmp_path) == "set by hand"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "\n", "0123"])
def test_a_key_that_was_cut_short_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content)
    key = secret_key(None, tmp_path)
    assert len(key) == 64
    assert secret_key(None, tmp_path) == key
