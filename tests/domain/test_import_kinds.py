"""Which files are taken for imports by their beginning."""

from __future__ import annotations

import pytest

from domain.import_kinds import holds_many, is_container, may_hold_many


@pytest.mark.parametrize("beginning", [b"PK\x03\x04rest", b"\x1f\x8b\x08"])
def test_packed_files_are_imports(beginning: bytes) -> None:
    assert is_container(beginning)
    assert holds_many(beginning)
    assert may_hold_many(beginning)


@pytest.mark.parametrize("beginning", [b"\xef\xbb\xbf window.YTD.tweets.part0 = [", b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"])
def test_archives_of_x_and_bookmarks_are_imports(beginning: bytes) -> None:
    assert holds_many(beginning)
    assert may_hold_many(beginning)


@pytest.mark.parametrize(
    "beginning",
    [b"https://a.example/1\nat://b/2\n", b'[{"tag_names": [], "title": "T"}]', b"title,url,tags\nT,https://a.example/1,x\n"],
)
def test_lists_of_addresses_may_be_imports(beginning: bytes) -> None:
    assert may_hold_many(beginning)
    assert not holds_many(beginning)


@pytest.mark.parametrize(
    "beginning", [b"", b"1/ A thread\n\n2/ goes on\n", b"<!doctype html><p>Post</p>", b"https://a.example/1\n"]
)
def test_a_thread_or_one_address_is_none(beginning: bytes) -> None:
    assert not may_hold_many(beginning)
