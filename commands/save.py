"""`./threadsheet save`: submits files, addresses and standard input to a running server, and waits for what becomes of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
import httpx2

from domain.settings import Settings

POLL_SECONDS: Final = 0.3
TIMEOUT_SECONDS: Final = 60
ENDED: Final = frozenset({"done", "failed", "cancelled"})
ADDRESSES: Final = ("http://", "https://", "at://")


class CannotSave(Exception):
    """Why an input was not saved, as a sentence."""


def save(settings: Settings, inputs: Sequence[str], server: str | None, token: str | None) -> int:
    """Prints a line for each input: id of the thread, state, points, verdict; with tabs between them.

    All are sent before the first is waited for. Returns 1 when one of them failed.
    """
    base = (server or f"http://127.0.0.1:{settings.port}").rstrip("/")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx2.Client(base_url=base, headers=headers, timeout=TIMEOUT_SECONDS) as client:
        sent = [_submit(client, source) for source in inputs]
        return max([_report(client, source, answer) for source, answer in zip(inputs, sent, strict=True)], default=0)


def _submit(client: httpx2.Client, source: str) -> dict[str, Any] | CannotSave:
    try:
        return _answer(client.post("/api/v1/submissions", json=_body(source)))
    except OSError as error:
        return CannotSave(f"{error.strerror}.")
    except httpx2.HTTPError as error:
        return CannotSave(f"{client.base_url} does not answer ({error}).")
    except CannotSave as error:
        return error


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


def _report(client: httpx2.Client, source: str, answer: dict[str, Any] | CannotSave) -> int:
    try:
        if isinstance(answer, CannotSave):
            raise answer
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
