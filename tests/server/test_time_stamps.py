"""Evidence is stamped by an authority, whose answer another program verifies; an answer about something else does not count."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from archive import handouts
from archive.archive import Archive
from server.time_stamps import time_stamp
from tests.archive.transfer.full_archive import fill
from tests.server.conftest import Opened
from tests.server.time_stamp_authority import Authority, openssl, running_authority

NOBODY = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


def files(archive: Archive, opened: Opened, authority: str) -> dict[str, bytes]:
    """The evidence of a thread, as a server with that authority packs it."""
    client, thread = opened(tsa_url=authority), fill(archive)[0]
    client.get(f"/api/v1/threads/{thread}/evidence.zip")
    claimed = handouts.claim(archive, handouts.unclaimed(archive)[0])
    assert claimed
    handouts.finish(archive, claimed, b"%PDF")
    with client.get(f"/api/v1/threads/{thread}/evidence.zip") as answer, zipfile.ZipFile(BytesIO(answer.data)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.api.evidence.LONGEST_WAIT", 0)


def test_the_manifest_is_stamped_and_openssl_verifies_it(
    archive: Archive, opened: Opened, authority: Authority, tmp_path: Path
) -> None:
    pack = files(archive, opened, authority.address)
    for name in ("manifest-sha256.txt", "manifest-sha256.txt.tsr"):
        (tmp_path / name).write_bytes(pack[name])
    stamped = ("-data", "manifest-sha256.txt", "-in", "manifest-sha256.txt.tsr", "-CAfile", str(authority.certificate))
    assert b"no-time-stamp.txt" not in " ".join(pack).encode()
    openssl(tmp_path, "ts", "-verify", *stamped)
    (tmp_path / "manifest-sha256.txt").write_bytes(pack["manifest-sha256.txt"] + b"\n")
    with pytest.raises(Exception, match="non-zero exit"):
        openssl(tmp_path, "ts", "-verify", *stamped)


def test_without_an_authority_the_pack_says_so(archive: Archive, opened: Opened) -> None:
    pack = files(archive, opened, NOBODY)
    assert "manifest-sha256.txt.tsr" not in pack
    assert b"no time stamp" in pack["no-time-stamp.txt"]


def test_an_answer_about_something_else_does_not_count(authority: Authority) -> None:
    earlier = time_stamp(authority.address, b"the same words")
    assert earlier
    for content, replayed in (
        (b"the same words", earlier),  # an old answer: its nonce is another
        (b"other words", earlier),
        (b"the same words", b"<html>"),
        (b"the same words", b""),
        (b"the same words", bytes(1 << 19)),
    ):
        authority.replay = replayed
        assert time_stamp(authority.address, content) is None
    authority.replay, authority.breaks_off = None, True
    assert time_stamp(authority.address, b"the same words") is None
    authority.breaks_off = False
    assert time_stamp(authority.address, b"the same words")
    assert b"the same words" not in authority.queries[-1]  # only its hash leaves the server
