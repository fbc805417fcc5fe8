"""`./threadsheet handout ADDRESS`: asked for, unrolled and written with no server, no queue and nothing kept."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.command_line import run_command
from tests.site import Site, running_site
from tests.workers.sources.bluesky.bluesky_site import Network


@pytest.fixture
def network() -> Iterator[tuple[Network, Site]]:
    network = Network()
    with running_site(network.pages()) as site:
        yield network, site


def handout(
    tmp_path: Path, address: str, *more: str, api: str = "", name: str = "out.json", **settings: str
) -> subprocess.CompletedProcess[str]:
    variables = {"THREADSHEET_DATA": str(tmp_path / "data"), "THREADSHEET_BLUESKY_API": api, **settings}
    return run_command(["handout", address, *more, "-o", str(tmp_path / name)], tmp_path, variables)


def test_an_address_becomes_a_handout_and_nothing_is_kept(tmp_path: Path, network: tuple[Network, Site]) -> None:
    talk, site = network
    posts = talk.thread(3)
    ran = handout(tmp_path, posts[1], api=site.url)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert "3 points; the thread is complete" in ran.stderr
    assert [point["post_id"] for point in json.loads((tmp_path / "out.json").read_text())["points"]] == posts
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://x.com/sam", "not of a thread"),
        ("ftp://example.org/a", "begins with https"),
        ("http://127.0.0.1:8099/thread", "private network"),
        ("http://[::ffff:127.0.0.1]:8099/thread", "private network"),
        ("https://user@example.org/", "name or password"),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_one_line(tmp_path: Path, address: str, message: str) -> None:
    ran = handout(tmp_path, address)
    assert ran.returncode == 1
    assert message in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "out.json").exists()


def test_a_deleted_post_is_said_to_be_gone(tmp_path: Path, network: tuple[Network, Site]) -> None:
    talk, site = network
    (post,) = talk.thread(1)
    talk.deleted.add(post)
    ran = handout(tmp_path, post, api=site.url)
    assert ran.returncode == 1
    assert "no longer on Bluesky" in ran.stderr


def test_a_setting_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    ran = handout(tmp_path, "https://example.org/", THREADSHEET_FETCH_ALLOW="localhost")
    assert ran.returncode == 2
    assert "THREADSHEET_FETCH_ALLOW" in ran.stderr
    assert "host:port" in ran.stderr
