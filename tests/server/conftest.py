"""A web application without its workers: a real archive in a folder of the test's own, and a queue that nobody listens to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from archive.archive import Archive, open_archive
from archive.codebooks import Collection
from domain.settings import Settings
from server.app import create_app
from server.context import AppContext
from server.queue import Queue

Opened = Callable[..., FlaskClient]


class CompiledTemplates(BytecodeCache):
    """Templates that an application of this process has compiled: to compile a page's takes a tenth of a second."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = CompiledTemplates()


@pytest.fixture
def settings(tmp_path: Path, new_archive: Path) -> Settings:
    """SQLite only: what the databases differ in is tested where it lives, in tests/archive."""
    shutil.copytree(new_archive, tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def opened(settings: Settings, archive: Archive) -> Opened:
    """Opens the application with further settings and gives a client of it."""

    def open_(**more: Any) -> FlaskClient:
        told = settings.model_copy(update=more)
        queue = Queue.at(f"unix://{settings.data}/nobody.sock", told.queue_seconds)
        app = create_app(AppContext(told, archive, queue, Collection(archive, told.codebooks)))
        app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
        return app.test_client()

    return open_


@pytest.fixture
def client(opened: Opened) -> FlaskClient:
    """On this machine, without a password."""
    return opened()


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    archive = open_archive(settings)
    yield archive
    archive.close()
