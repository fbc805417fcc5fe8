"""The description says what there is: every route, and answers that have the shape it promises."""

from __future__ import annotations

from flask.testing import FlaskClient

from archive import captures, codebooks, submissions
from archive.archive import Archive
from archive.threads import thread_list, threads
from domain.shapes.theme import Origin
from presentation import theme_json, thread_json
from server.api import responses, theme_responses
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


def test_answers_have_the_shape_that_is_described(archive: Archive) -> None:
    id_ = captures.store(archive, paste("some words"))
    stored = threads.store(archive, version(), [id_], CODEBOOK)
    book = codebooks.load()[codebooks.BUILT_IN]
    responses.Thread.model_validate(thread_json.to_json(threads.load(archive, stored.thread_id), book))
    responses.Item.model_validate(thread_json.item_json(thread_list.load_summary(archive, stored.thread_id)))
    theme_responses.Codebook.model_validate(theme_json.codebook_json(book, Origin.BUILT_IN))
    receipt = submissions.receive(archive, capture=paste("other words"))
    summary = thread_list.load_summary(archive, stored.thread_id)
    responses.Status.model_validate(thread_json.submission_json(receipt.submission, summary))
