"""The description says what there is: every route, and answers that have the shape it promises."""

from __future__ import annotations

import json
from dataclasses import fields

from flask.testing import FlaskClient

from archive import captures, codebooks
from archive.archive import Archive
from archive.threads import threads
from presentation.api.codebook import Codebook
from presentation.api.edit import Edit
from presentation.api.json_format import to_json
from presentation.api.submission import Status
from presentation.api.tagging import TaggedPoint
from presentation.api.thread import Thread
from presentation.api.thread_list import Item
from presentation.api.token import NewToken
from tests.archive.readings import CODEBOOK, paste, version


def test_every_route_of_the_api_is_described(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    assert told
    assert told["openapi"].startswith("3.1")
    described = {(path, method.upper()) for path, methods in told["paths"].items() for method in methods}
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            path = rule.rule.replace("<id_>", "{id}").replace("<", "{").replace(">", "}").replace("int:", "")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert (path, method) in described
    for methods in told["paths"].values():
        for operation in methods.values():
            assert operation["summary"].endswith(".")


def test_every_reference_leads_somewhere(client: FlaskClient) -> None:
    told = client.get("/api/v1/openapi.json").json
    assert told
    schemas = told["components"]["schemas"]

    def follow(part: object) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                assert part["$ref"].rpartition("/")[2] in schemas, part
            for value in part.values():
                follow(value)
        elif isinstance(part, list):
            for value in part:
                follow(value)

    follow(told)


def test_every_type_of_an_answer_is_described_with_all_its_fields(client: FlaskClient) -> None:
    description = client.get("/api/v1/openapi.json").json
    assert description
    schemas = description["components"]["schemas"]
    for type_ in (Thread, Item, Status, Codebook, TaggedPoint, Edit, NewToken):
        assert list(schemas[type_.__name__]["properties"]) == [field.name for field in fields(type_)]
        assert schemas[type_.__name__]["required"] == [field.name for field in fields(type_)]


def test_an_answer_is_the_json_of_its_type(client: FlaskClient, archive: Archive) -> None:
    stored = threads.store(archive, version(), [captures.store(archive, paste("some words"))], CODEBOOK)
    codebook = codebooks.load()[codebooks.BUILT_IN]
    thread = Thread.from_domain(threads.load(archive, stored.thread_id), codebook)
    answer = client.get(f"/api/v1/threads/{stored.thread_id}")
    assert answer.content_type == "application/json"
    assert json.loads(to_json(thread, Thread)) == answer.json
