"""`./threadsheet save`: submits files, addresses and standard input to a running server, and waits for what becomes of them.

Files that hold many threads (bookmarks, exports of services and of accounts) become imports, with a line for each row.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import httpx2

from domain.import_kinds import PEEK, may_hold_many
from domain.settings import Settings

POLL_SECONDS: Final = 0.3
SECONDS_PER_ROW: Final = 0.002
"""The pause after an answer with all rows of an import: its length grows with them."""
TIMEOUT_SECONDS: Final = 60
ENDED: Final = frozenset({"done", "failed", "cancelled"})
IMPORT_ENDED: Final = frozenset({"done", "failed", "choosing"})
ADDRESSES: Final = ("http://", "https://", "at://")


class CannotSave(Exception):
    """Why an input was not saved, as a sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which threads of an account's posts are saved: all, or those that begin with the posts of these ids."""

    everything: bool = False
    roots: tuple[str, ...] = ()


def save(settings: Settings, inputs: Sequence[str], server: str | None, token: str | None, choice: Choice = Choice()) -> int:
    """Prints a line for each input: id of the thread, state, points, verdict; with tabs between them.

    All are sent before the first is waited for. Returns 1 when one of them failed.
    """
    base = (server or f"http://127.0.0.1:{settings.port}").rstrip("/")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx2.Client(base_url=base, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        sent = [_submit(client, source) for source in inputs]
        pairs = zip(inputs, sent, strict=True)
        return max([_report(client, source, answer, choice) for source, answer in pairs], default=0)


def _submit(client: httpx2.Client, source: str) -> dict[str, Any] | CannotSave:
    try:
        if _is_import(source):
            with Path(source).open("rb") as file:
                return _answer(client.post("/api/v1/imports", files={"file": (Path(source).name, file)}, timeout=None))
        return _answer(client.post("/api/v1/submissions", json=_body(source)))
    except OSError as error:
        return CannotSave(f"{error.strerror}.")
    except httpx2.HTTPError as error:
        return CannotSave(f"{client.base_url} does not answer ({error}).")
    except CannotSave as error:
        return error


def _is_import(source: str) -> bool:
    """Whether an input is a file that may hold many threads. Raises OSError."""
    if source == "-" or source.startswith(ADDRESSES):
        return False
    with Path(source).open("rb") as file:
        beginning = file.read(PEEK)
    return may_hold_many(beginning)


def _body(source: str) -> dict[str, str]:
    if source.startswith(ADDRESSES):
        return {"url": source}
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    return {"text": _decode(content)}


def _decode(content: bytes) -> str:
    """UTF-8, or UTF-16 with a mark in front; else windows-1252, which every sequence of bytes can be."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", "replace")


def _report(client: httpx2.Client, source: str, answer: dict[str, Any] | CannotSave, choice: Choice) -> int:
    try:
        if isinstance(answer, CannotSave):
            raise answer
        if "rows" in answer:
            return _report_import(client, source, answer["status_url"], choice)
        status = _wait(client, answer["status_url"])
        points = _points(client, status["thread_id"]) if status["thread_id"] else None
    except (CannotSave, httpx2.HTTPError) as error:
        click.echo(f"{source}: {error}", err=True)
        return 1
    verdict = (status["completeness"] or {}).get("verdict", "-")
    click.echo("\t".join((status["thread_id"] or status["id"], status["state"], str(points or "-"), verdict)))
    if status["error"]:
        click.echo(f"{source}: {status['error']['message']}", err=True)
    return int(status["state"] != "done")


def _report_import(client: httpx2.Client, source: str, status_url: str, choice: Choice) -> int:
    """Prints a line for each row. Where threads have to be chosen and none are, names them instead."""
    imported = _wait_for_import(client, status_url)
    if imported["state"] == "choosing" or choice.roots:
        roots = [item["root"] for item in imported["choices"]] if choice.everything else list(choice.roots)
        if not roots:
            return _list_choices(source, imported["choices"])
        _answer(client.post(f"{status_url}/choose", json={"roots": roots}))
        imported = _wait_for_import(client, status_url)
    for row in imported["rows"]:
        click.echo(
            "\t".join((row["thread_id"] or row["submission_id"] or "-", row["state"], row["title"] or row["address"] or "-"))
        )
        if row["error"]:
            click.echo(f"{row['address'] or row['title']}: {row['error']['message']}", err=True)
    if imported["error"]:
        click.echo(f"{source}: {imported['error']['message']}", err=True)
    return int(imported["state"] != "done" or any(row["error"] for row in imported["rows"]))


def _list_choices(source: str, choices: Sequence[dict[str, Any]]) -> int:
    for item in choices:
        click.echo(
            "\t".join((item["root"], str(item["posts"]), (item["posted_at"] or "-")[:10], item["first_words"])), err=True
        )
    click.echo(f"{source}: choose threads of this list with --thread ID (several times), or --all.", err=True)
    return 1


def _wait_for_import(client: httpx2.Client, status_url: str) -> dict[str, Any]:
    while (imported := _answer(client.get(status_url)))["state"] not in IMPORT_ENDED:
        time.sleep(max(POLL_SECONDS, len(imported["rows"]) * SECONDS_PER_ROW))
    return imported


def _wait(client: httpx2.Client, status_url: str) -> dict[str, Any]:
    while (status := _answer(client.get(status_url)))["state"] not in ENDED:
        time.sleep(POLL_SECONDS)
    return status


def _points(client: httpx2.Client, thread_id: str) -> int | None:
    """The number of points; None for a token that may not read threads."""
    response = client.get(f"/api/v1/threads/{thread_id}")
    return len(response.json()["points"]) if response.is_success else None


def _answer(response: httpx2.Response) -> dict[str, Any]:
    """The body of an answer. Raises CannotSave with the server's reason."""
    try:
        content = response.json()
    except ValueError:
        content = {}
    if not response.is_success or not isinstance(content, dict):
        detail = content.get("detail") if isinstance(content, dict) else None
        raise CannotSave(str(detail or f"the server answered {response.status_code}."))
    return content
