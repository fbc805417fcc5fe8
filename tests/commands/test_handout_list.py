"""`./threadsheet handout INPUT --list` and `--thread`: one thread of an archive of an account, or of a feed."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.errors import LimitExceeded, NotAThread
from domain.shapes.capture import Hints
from tests.commands.command_line import run_command
from tests.workers.reading import NOON
from workers.sources import export_file
from workers.sources.export_file import open_export
from workers.sources.registry import excerpts, source_for, threads_in

POSTS = (
    ("11", None, "My first thread."),
    ("12", "11", "It goes on."),
    ("21", None, "The second one."),
    ("22", "21", "Two."),
    ("23", "22", "Three."),
)
MIRA = "https://mas.to/users/mira"
NAMESPACE = "https://www.w3.org/ns/activitystreams"


def tweet(id_: str, parent: str | None, words: str) -> dict[str, str | None]:
    reply = {"in_reply_to_status_id_str": parent, "in_reply_to_screen_name": "mira" if parent else None}
    return {"id_str": id_, "full_text": words, "created_at": "Thu Dec 23 12:00:01 +0000 2021", **reply}


def x_archive(path: Path, *, padding: int = 0) -> Path:
    """An archive of X as it is downloaded, with two threads."""
    tweets = [{"tweet": tweet(*post)} for post in POSTS]
    account = [{"account": {"username": "mira", "accountDisplayName": "Mira", "accountId": "7"}}]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/tweets.js", f"window.YTD.tweets.part0 = {json.dumps(tweets)}" + " " * padding)
        archive.writestr("data/account.js", f"window.YTD.account.part0 = {json.dumps(account)}")
        archive.writestr("data/direct-messages.js", "window.YTD.direct_messages.part0 = []")
    return path


def note(number: int, words: str) -> dict[str, Any]:
    address = f"{MIRA}/statuses/1104469839000000{number}"
    return {
        "id": address,
        "type": "Note",
        "content": f"<p>{words}</p>",
        "attributedTo": MIRA,
        "to": [f"{NAMESPACE}#Public"],
        "published": "2023-05-29T12:00:00Z",
        "inReplyTo": f"{MIRA}/statuses/1104469839000000{number - 1}" if number > 1 else None,
        "url": f"https://mas.to/@mira/1104469839000000{number}",
    }


def mastodon_export(path: Path) -> Path:
    """An export of Mastodon (tar.gz) with one thread."""
    actor = {"@context": NAMESPACE, "id": MIRA, "type": "Person", "preferredUsername": "mira", "name": "Mira"}
    notes = [{"type": "Create", "object": note(number, words)} for number, words in ((1, "One post."), (2, "And another."))]
    outbox = {"@context": NAMESPACE, "id": "outbox.json", "type": "OrderedCollection", "orderedItems": notes}
    with tarfile.open(path, "w:gz") as archive:
        for name, value in (("actor.json", actor), ("outbox.json", outbox)):
            body = json.dumps(value).encode()
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return path


def threads_export(path: Path) -> Path:
    """An export of Threads: two threads, each published at once, and a single post, in Meta's spelling of UTF-8."""
    times = (
        (1_700_000_000, "Käse"),
        (1_700_000_002, "One"),
        (1_700_100_000, "Alone"),
        (1_700_200_000, "A"),
        (1_700_200_001, "B"),
    )
    posts = [
        {"media": [{"title": words.encode().decode("latin-1"), "creation_timestamp": time, "uri": ""}]} for time, words in times
    ]
    with zipfile.ZipFile(path, "w") as archive:
        name = "your_instagram_activity/threads/threads_and_replies.json"
        archive.writestr(name, json.dumps({"text_post_app_text_posts": posts}))
        profile = {"Username": {"value": "kaese.kate"}, "Name": {"value": "Käse-Kate".encode().decode("latin-1")}}
        owner = {"profile_user": [{"string_map_data": profile}]}
        archive.writestr("personal_information/personal_information/personal_information.json", json.dumps(owner))
    return path


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return run_command(["handout", *args], folder, {"THREADSHEET_DATA": str(folder / "data")})


def test_list_names_the_threads_and_thread_takes_one(tmp_path: Path) -> None:
    archive = x_archive(tmp_path / "twitter-archive.zip")
    listed = run(tmp_path, str(archive), "--list")
    assert listed.returncode == 0, listed.stderr
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    assert rows == [
        ["https://x.com/mira/status/11", "2", "2021-12-23", "My first thread."],
        ["https://x.com/mira/status/21", "3", "2021-12-23", "The second one."],
    ]
    out = tmp_path / "out.json"
    ran = run(tmp_path, str(archive), "-o", str(out), "--thread", "https://twitter.com/mira/status/22")
    assert ran.returncode == 0, ran.stderr
    assert [point["text"] for point in json.loads(out.read_text(encoding="utf-8"))["points"]] == [
        "The second one.",
        "Two.",
        "Three.",
    ]
    out.unlink()
    refused = run(tmp_path, str(archive), "-o", str(tmp_path / "out.json"))
    assert (refused.returncode, "2 threads" in refused.stderr) == (1, True)
    assert run(tmp_path, str(archive), "-o", str(tmp_path / "out.json"), "--thread", "nonsense").returncode == 1


def test_threads_are_taken_from_the_inputs_that_hold_them(tmp_path: Path) -> None:
    archive, note = x_archive(tmp_path / "twitter-archive.zip"), tmp_path / "note.txt"
    note.write_text("1/2 A thread of its own.\n\n2/2 It is taken whole.", encoding="utf-8")
    out = tmp_path / "out.md"
    ran = run(tmp_path, str(archive), str(note), "-o", str(out), "--thread", "https://x.com/mira/status/11")
    assert ran.returncode == 0, ran.stderr
    words = out.read_text(encoding="utf-8")
    assert [text in words for text in ("My first thread.", "It is taken whole.", "The second one.")] == [True, True, False]
    refused = run(tmp_path, str(archive), str(note), "-o", str(out), "--thread", "https://x.com/mira/status/99")
    assert (refused.returncode, "names none of them" in refused.stderr) == (1, True)


def test_a_thread_that_is_named_twice_appears_once(tmp_path: Path) -> None:
    archive, other = x_archive(tmp_path / "twitter-archive.zip"), tmp_path / "note.txt"
    other.write_text("1/2 A thread of its own.\n\n2/2 It is taken whole.", encoding="utf-8")
    names = ("11", "https://x.com/mira/status/11", "https://x.com/mira/status/12")
    named = [argument for name in names for argument in ("--thread", name)]
    out = tmp_path / "out.md"
    ran = run(tmp_path, str(archive), str(other), str(other), "-o", str(out), *named)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stderr.splitlines()) == 2
    words = out.read_text(encoding="utf-8")
    assert [words.count(text) for text in ("It goes on", "It is taken whole")] == [1, 1]


def test_a_thread_that_no_input_has_is_named_without_one_of_them(tmp_path: Path) -> None:
    archive, other = x_archive(tmp_path / "twitter-archive.zip"), tmp_path / "note.txt"
    other.write_text("A single post.", encoding="utf-8")
    ran = run(tmp_path, str(archive), str(other), "-o", str(tmp_path / "out.md"), "--thread", "11", "--thread", "99")
    assert (ran.returncode, ran.stderr.startswith("None of the inputs has a thread 99.")) == (1, True)


def choices(path: Path) -> list[tuple[str, int, str]]:
    return [(choice.id, choice.posts, choice.first_words) for choice in threads_in(open_export(path, NOON))]


def test_exports_of_mastodon_and_threads_are_opened(tmp_path: Path) -> None:
    assert choices(mastodon_export(tmp_path / "archive.tar.gz")) == [("mas.to/11044698390000001", 2, "One post.")]
    assert choices(threads_export(tmp_path / "threads.zip")) == [("1", 2, "Käse"), ("4", 2, "A")]


def test_the_profile_beside_the_posts_of_threads_names_their_author(tmp_path: Path) -> None:
    capture = replace(open_export(threads_export(tmp_path / "threads.zip"), NOON), hints=Hints(url="4"))
    author = source_for(capture).read(capture).author
    assert (author.name, author.handle) == ("Käse-Kate", "kaese.kate")


def test_each_thread_of_an_export_can_be_taken_out_and_reads_the_same(tmp_path: Path) -> None:
    for path in (x_archive(tmp_path / "x.zip"), mastodon_export(tmp_path / "a.tar.gz"), threads_export(tmp_path / "t.zip")):
        capture = open_export(path, NOON)
        threads = threads_in(capture)
        for thread, excerpt in zip(threads, excerpts(capture, threads), strict=True):
            reading = source_for(excerpt).read(excerpt)
            of_export = source_for(capture).read(replace(capture, hints=Hints(url=thread.address)))
            assert [post.text for post in reading.posts] == [post.text for post in of_export.posts]
            assert (reading.author, reading.ends, reading.reasons) == (of_export.author, of_export.ends, of_export.reasons)
            assert len(threads) == 1 or len(excerpt.body) < len(capture.body)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_file, "MAX_UNPACKED", 2**20)
    with pytest.raises(LimitExceeded):
        open_export(x_archive(tmp_path / "bomb.zip", padding=2**24), NOON)


@pytest.mark.parametrize("body", [b"PK\x03\x04 and no more", b"\x1f\x8b and no more"])
def test_a_damaged_export_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "damaged").write_bytes(body)
    with pytest.raises(NotAThread, match="export_damaged"):
        open_export(tmp_path / "damaged", NOON)


def test_another_zip_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(NotAThread, match="export_unknown"):
        open_export(tmp_path / "other.zip", NOON)
