"""Posts of X as JSON from the tools that people collect with: one thread, in whatever order and shape."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from domain.errors import NotAThread
from domain.shapes.capture import Hints
from tests.paths import PAGES
from tests.workers.reading import read, source_of, text, texts, thread
from workers.sources.registry import threads_in
from workers.sources.x.api_answers import XApiAnswers

FILES = sorted((PAGES / "x-json").iterdir())
THREAD = ["Every second team I meet has two calendars.", "They meet in the third one.", "What helped us was to burn both."]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_one_author_s_chain_is_read(file) -> None:  # type: ignore[no-untyped-def]  # a path, as pytest gives it
    capture = text(file.read_bytes())
    assert source_of(capture) == "x api"
    version = thread(capture)
    assert [words[:27] for words in texts(version)] == [words[:27] for words in THREAD]
    assert [point.number for point in version.points] == [1, 2, 3]
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm_")
    assert version.points[0].url == "https://x.com/mira_holm_/status/1474000000000000001"
    assert version.points[0].posted_at


def test_links_and_mentions_of_the_api_are_spans() -> None:
    second = thread(text((PAGES / "x-json" / "api-v2.json.txt").read_bytes())).points[1]
    assert second.text == "They meet in the third one. https://example.org/essays/one @ines"
    assert [span.kind.value for span in second.spans] == ["link", "mention"]


def v2(id_: int, words: str, author: str, parent: int | None = None) -> dict[str, object]:
    post: dict[str, object] = {"id": str(id_), "text": words, "author_id": author, "conversation_id": "1"}
    reply = {"referenced_tweets": [{"type": "replied_to", "id": str(parent)}], "in_reply_to_user_id": author}
    return post | (reply if parent else {})


def test_several_people_s_threads_are_named_and_chosen_from() -> None:
    users = [{"id": "1", "username": "mira", "name": "Mira"}, {"id": "2", "username": "ole", "name": "Ole"}]
    posts = [v2(11, "One.", "1"), v2(12, "Two.", "1", 11), v2(21, "Eins.", "2"), v2(22, "Zwei.", "2", 21)]
    capture = text(json.dumps({"data": posts, "includes": {"users": users}}))
    with pytest.raises(NotAThread, match="list_with_threads"):
        read(capture)
    choices = XApiAnswers().threads_in(capture)
    assert [(choice.id, choice.handle, choice.posts) for choice in choices] == [("11", "mira", 2), ("21", "ole", 2)]
    assert texts(thread(replace(capture, hints=Hints(url="https://x.com/ole/status/22")))) == ["Eins.", "Zwei."]


def test_posts_without_a_thread_are_refused() -> None:
    posts = [v2(1, "One.", "1"), v2(2, "Two.", "2")]
    with pytest.raises(NotAThread, match="list_without_thread"):
        read(text(json.dumps({"data": posts})))


def test_cut_json_lines_are_refused() -> None:
    lines = (PAGES / "x-json" / "twarc-lines.jsonl").read_text(encoding="utf-8")
    with pytest.raises(NotAThread, match="damaged_json"):
        read(text(lines[:-40]))


def test_authors_without_a_name_are_told_apart_by_their_ids() -> None:
    posts = [v2(11, "One.", "1"), v2(12, "Two.", "1", 11), v2(13, "A stranger's.", "2", 12) | {"in_reply_to_user_id": "1"}]
    assert texts(thread(text(json.dumps({"data": posts})))) == ["One.", "Two."]


def test_the_address_of_a_post_s_own_picture_is_not_shown() -> None:
    link = {
        "start": 5,
        "end": 21,
        "url": "https://t.co/pic",
        "expanded_url": "https://x.com/a/status/1/photo/1",
        "media_key": "3_1",
    }
    post = v2(11, "Look https://t.co/pic", "1") | {"entities": {"urls": [link]}, "attachments": {"media_keys": ["3_1"]}}
    picture = "https://pbs.twimg.com/media/a.jpg"
    media = [{"media_key": "3_1", "type": "photo", "url": picture, "alt_text": "A desk"}]
    (point,) = thread(text(json.dumps({"data": [post], "includes": {"media": media}}))).points
    assert (point.text, [(item.url, item.alt) for item in point.media]) == ("Look", [(picture, "A desk")])


def test_other_json_with_such_keys_is_refused() -> None:
    with pytest.raises(NotAThread, match="unknown_json"):
        read(text(json.dumps([{"conversationId": 7, "id": 1, "body": "Hello"}])))


@pytest.mark.parametrize("body", [{"includes": {"users": [{"id": "1"}]}}, {"data": {"data": {"data": {}}}}])
def test_an_answer_in_an_answer_ends(body: dict[str, object]) -> None:
    assert source_of(text(json.dumps(body).encode())) != "x api" or threads_in(text(json.dumps(body).encode())) == ()
