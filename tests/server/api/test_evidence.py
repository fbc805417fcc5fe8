"""The evidence of a thread has every byte that it was made from, and a manifest that another tool checks."""

from __future__ import annotations

import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive import captures, handouts
from archive.archive import Archive
from archive.transfer.evidence import evidence_files
from tests.archive.transfer.full_archive import fill


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.api.evidence.LONGEST_WAIT", 0)


def test_the_evidence_is_complete_and_checked(archive: Archive, client: FlaskClient, tmp_path: Path) -> None:
    annotated, _, merged = fill(archive)
    address = f"/api/v1/threads/{annotated}/evidence.zip"
    waiting = client.get(address)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (202, "2")
    claimed = handouts.claim(archive, handouts.unclaimed(archive)[0])
    assert claimed
    assert "pdfa=1" in claimed.key.options
    handouts.finish(archive, claimed, b"%PDF")
    answer = client.get(address)
    assert answer.content_type == "application/zip"
    body = answer.data
    answer.close()
    with zipfile.ZipFile(BytesIO(body)) as pack:
        pack.extractall(tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "manifest-sha256.txt"], cwd=tmp_path, check=True)
    log = json.loads((tmp_path / "log.json").read_text())
    assert len(log["captures"]) == 3
    for row in log["captures"]:
        stored = captures.load(archive, row["id"]).body
        assert stored in [path.read_bytes() for path in tmp_path.glob("captures/*/*")]
    assert log["lost"] == []
    assert json.loads((tmp_path / "thread.json").read_text())["id"] == annotated
    assert list(tmp_path.glob("media/*/*.png"))
    assert client.get(f"/api/v1/threads/{merged}/evidence.zip").status_code == 308


def test_what_is_lost_is_named(archive: Archive) -> None:
    annotated, *_ = fill(archive)
    log = json.loads(dict(evidence_files(archive, annotated))["log.json"])
    archive.blobs.delete(log["captures"][0]["sha256"])
    (lost,) = json.loads(dict(evidence_files(archive, annotated))["log.json"])["lost"]
    assert log["captures"][0]["sha256"] in lost
