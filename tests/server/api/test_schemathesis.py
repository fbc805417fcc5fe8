"""The API against its own description: requests made up from it, alone and in chains along its links, to a running server."""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, core, settings
from hypothesis.errors import FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case
from schemathesis.generation.stateful import APIStateMachine
from schemathesis.schemas import BaseSchema

from archive import captures
from archive.archive import Archive
from archive.threads import threads
from tests.archive.readings import CODEBOOK, paste, point, version
from tests.running import running

CHECKS = [
    checks.not_a_server_error,
    checks.response_schema_conformance,
    checks.status_code_conformance,
    checks.content_type_conformance,
]
TEXTS = ("1/2 Walls keep people apart.\n\n2/2 Gates let them in.", "1/1 One rule about ovens and the yard.", "No numbers.")
BODIES: dict[str, tuple[dict[str, Any], ...]] = {
    "submissions_submit": tuple({"text": text} for text in TEXTS),
    "edits_add": (
        {"split": {"point": 1, "at": 5}},
        {"set": {"title": "Another"}},
        {"join": {"point": 1}},
        {"drop": {"point": 2}},
    ),
    "tags_change": ({"add": ["value-led/shared-outcome"]}, {"remove": ["value-led/shared-outcome"]}, {"add": ["x/y"]}),
    "shares_make": ({}, {"redact": True}, {"expires_in": 60, "editions": ["reading"]}),
    "curation_change_many": ({"q": "walls", "do": {"label": ["a"]}}, {"q": "ovens", "do": {"delete": True}}),
    "api_handouts_create": ({"q": "walls"}, {"q": "walls", "format": "md", "edition": "workshop"}),
    "imports_create": ({"addresses": ["https://example.org/a", "nonsense", ""]},),
    "follows_add": ({"site": "bluesky", "handle": "somebody.example"}, {"site": "mastodon", "handle": "a@127.0.0.1"}),
    "schedules_set_for_thread": ({"every": "1d"}, {"every": None}, {"every": "1s"}),
    "taggings_tag": ({"codebook": "product-culture"}, {"codebook": "nobody"}),
    "redaction_change": ({"hide": ["walls"], "keep": []},),
}
"""Bodies that mean something, sent instead of every other made-up one."""


class Client(APIStateMachine):  # type: ignore[misc]  # its attributes are made up from the description
    """Sends what is made up, and notes the statuses of the answers and where they differ from the description.

    Nothing is raised: an archive remembers what was done before, so that no chain can be shrunk.
    """

    statuses: Counter[int] = Counter()
    differences: dict[str, Case] = {}

    def before_call(self, case: Case) -> None:
        bodies = BODIES.get(case.operation.definition.raw.get("operationId", ""))
        chance = random.Random(repr(case.body))  # the same for the same case
        if bodies and chance.random() < 0.5:
            case.body = chance.choice(bodies)
        case.headers["Accept-Encoding"] = "identity"  # a test client does not decompress

    def validate_response(self, response: Response, case: Case, **_: Any) -> None:
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            self.differences |= {str(failure): case for failure in group.exceptions}


def run(schema: BaseSchema, seeds: int, examples: int, steps: int) -> Counter[int]:
    """Follows links in chains of requests of so many steps."""
    made_up = schema.exclude(path_regex="openapi.json$|/events$").as_state_machine()
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    Client.statuses, Client.differences = Counter(), {}
    for seed in range(seeds):
        core.global_force_seed = seed
        try:
            with suppress(FlakyStrategyDefinition):  # the archive has changed since the chain before
                run_state_machine_as_test(type("Described", (Client, made_up), {}), settings=chosen)  # type: ignore[no-untyped-call]
        finally:
            core.global_force_seed = None
    assert {text: case.as_curl_command() for text, case in Client.differences.items()} == {}
    return Client.statuses


def test_answers_are_as_described(client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few chains without a worker, whose handouts nobody waits for; the long form is below."""
    monkeypatch.setattr("server.handout_files._waiting_slots", threading.Semaphore(0))
    threads.store(archive, version(point(1, text=TEXTS[0])), [captures.store(archive, paste(TEXTS[0]))], CODEBOOK)
    statuses = run(schemathesis.openapi.from_wsgi("/api/v1/openapi.json", client.application), 1, 4, 10)
    assert statuses[200] > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_answers_of_a_running_server_are_as_described(tmp_path: Path) -> None:
    with running(tmp_path, workers=1, RATE_LIMIT="1000000/minute", TRASH_DAYS="1") as server:
        for text in TEXTS[:2]:
            server.finish(server.submit(text=text))
        statuses = run(schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json"), 40, 5, 25)
    print(dict(statuses))
    assert statuses[200] > 100
