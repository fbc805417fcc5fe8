"""The bot on the network itself: 200 mentions with duplicates and deletions, a server that is killed, each answered once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.running import Running, running
from tests.workers.bot.bluesky_accounts import PASSWORD, Account, Json, create_account
from tests.workers.sources.bluesky.real_network import START, running_network

MENTIONS = 200
AUTHORS, ASKERS, THREADS = 4, 8, 12
EARLY, LATE = 20, 15  # are deleted before the bot looks, and while it works
KILLS = (40, 100)  # answers after which all processes are killed
SECONDS = 1500.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not START.exists(), reason="the network's own servers are not at hand"),
]


@dataclass
class Network:
    """Accounts on the network, threads as their posts, and the mentions by who wrote them."""

    addresses: Json
    bot: Account
    authors: list[Account]
    askers: list[Account]
    threads: list[list[str]] = field(default_factory=list)
    mentions: dict[str, Account] = field(default_factory=dict)

    def answers(self) -> Counter[str]:
        """How many posts of the bot answer each post."""
        return Counter(record["value"]["reply"]["parent"]["uri"] for record in self.bot.posts())


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    seed: list[dict[str, object]] = [{"by": "ida", "key": "p1", "text": "Hello."}]
    with running_network(tmp_path_factory.mktemp("network"), seed, seconds=2400) as started:
        names = ["saver", *(f"author{n}" for n in range(AUTHORS)), *(f"asker{n}" for n in range(ASKERS))]
        bot, *others = (create_account(started["pds"], name) for name in names)
        network = Network(started, bot, others[:AUTHORS], others[AUTHORS:])
        for number in range(THREADS):
            author, posts = network.authors[number % AUTHORS], list[str]()
            for place in (1, 2, 3):
                under = (posts[-1], posts[0]) if posts else ()
                posts.append(author.post(f"Thing {place} about gate {number}. {place}/3", *under))
            network.threads.append(posts)
        yield network


def ask_often(network: Network, rng: random.Random) -> None:
    """Mentions under posts of the threads, many by one asker about one thread."""
    for _ in range(MENTIONS):
        asker, posts = rng.choice(network.askers), rng.choice(network.threads)
        words, language = rng.choice((("unroll", "en"), ("unroll please", "en"), ("bitte entrollen", "de")))
        uri = asker.mention(network.bot, words, rng.choice(posts), posts[0], langs=[language])
        network.mentions[uri] = asker


@pytest.mark.parametrize("seed", [int(os.environ.get("SEED", "1"))])
def test_200_mentions_are_answered_once_each_over_kills_in_the_middle(network: Network, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    ask_often(network, rng)
    chosen = rng.sample(sorted(network.mentions), EARLY + LATE)
    early, late = set(chosen[:EARLY]), chosen[EARLY:]
    for uri in early:
        network.mentions[uri].delete(uri)
    expected = set(network.mentions) - set(chosen)
    answered_before_kill: set[str] = set()
    for kill_after in KILLS:
        with running(tmp_path, **_settings(network)) as server:
            _await(lambda count=kill_after: sum(network.answers().values()) >= count)  # type: ignore[misc]
            for uri in (late.pop() for _ in range(LATE // len(KILLS))):
                network.mentions[uri].delete(uri)
            _kill_all(server)
        answered_before_kill |= set(network.answers())
    with running(tmp_path, **_settings(network)) as server:
        for uri in late:
            network.mentions[uri].delete(uri)
        _await(lambda: expected <= set(network.answers()) and _unfinished(server) == 0)
        _await_looks(server)
        answers = network.answers()
        links = {record["value"]["embed"]["external"]["uri"] for record in network.bot.posts()}
        opened = [server.ask("GET", "/s/" + link.rpartition("/s/")[2]).status for link in links]
    assert {uri: answers[uri] for uri in expected} == dict.fromkeys(expected, 1)
    assert not early & set(answers)
    assert max(answers.values()) == 1
    assert set(answers) <= set(network.mentions)
    assert len(answered_before_kill) >= KILLS[-1]
    assert opened == [200] * THREADS  # a link for each thread, whoever asked


def test_a_new_archive_answers_nothing_again_and_a_block_is_respected(network: Network, tmp_path: Path) -> None:
    """After the test before this one, with a server that knows nothing of it."""
    author, asker = network.authors[0], network.askers[0]
    root = author.post("Only for some. 1/2")
    last = author.post("Really. 2/2", root, root)
    asked = asker.mention(network.bot, "unroll", last, root)
    fine = asker.post("A post without a block.")
    also = asker.mention(network.bot, "unroll", fine)
    author.create("app.bsky.graph.block", {"subject": network.bot.did, "createdAt": "2026-11-01T12:00:00Z"})
    with running(tmp_path, **_settings(network)):
        _await(lambda: network.answers()[also] == 1 and network.answers()[asked] == 1)
    (refusal,) = (
        record["value"]["text"] for record in network.bot.posts() if record["value"]["reply"]["parent"]["uri"] == asked
    )
    assert max(network.answers().values()) == 1
    assert refusal == "Its author does not show this thread to me, so I do not save it."


def _settings(network: Network) -> dict[str, str]:
    pds, appview = network.addresses["pds"], network.addresses["appview"]
    return {
        "BLUESKY_API": appview,
        "BOT_BLUESKY": f"{network.bot.handle} {PASSWORD} {pds}",
        "PUBLIC_URL": "https://threads.example",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BOT_SECONDS": "2",
        "BOT_HOURLY": "10000",
        "BOT_DAILY": "10000",
    }


def _kill_all(server: Running) -> None:
    for pid in server.family():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(2)


def _unfinished(server: Running) -> int:
    states = ("waiting", "archiving", "answering")
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    counts = [line for line in lines if line.startswith("threadsheet_bot_mentions") and any(f'"{s}"' in line for s in states)]
    return sum(int(float(line.rpartition(" ")[2])) for line in counts)


def _await_looks(server: Running) -> None:
    """Waits for one more look at all mentions, after which nothing is unfinished."""
    began = time.time()
    _await(lambda: time.time() - began > 6 and _unfinished(server) == 0)
