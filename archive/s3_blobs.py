"""Blobs in S3-compatible storage: AWS, MinIO, SeaweedFS, Garage, Ceph … The only module that speaks with it.

A blob is one object, put by one request: it is there whole or not at all. Objects have the names of `FileBlobs`' files, so that
any tool that copies folders to buckets copies an archive.
"""

from __future__ import annotations

import errno
import logging
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from archive.blobs import NAME, StoreUnavailable, blob_key
from domain.bucket import Bucket
from domain.digest import digest

if TYPE_CHECKING:
    from minio import Minio
    from minio.credentials.providers import Provider
    from urllib3 import PoolManager

CONNECT_SECONDS, READ_SECONDS, RETRIES = 2.0, 30.0, 2
PROBE_SECONDS: Final = 1.0
SMALLEST_PART: Final = 5 << 20
"""What the client takes for a part; a larger blob is one part all the same, since unfinished uploads of parts would stay."""
NO_PACKAGE: Final = "the package minio is not installed"


class S3Blobs:
    """Blobs as objects of a bucket, under its prefix. Safe to share between threads, and safe across a fork."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._prefix = f"{bucket.prefix}/" if bucket.prefix else ""
        self._client, self._pool = _connect(bucket)

    def write(self, body: bytes) -> str:
        sha256 = digest(body)
        with self._translated_errors(sha256):
            part = max(len(body), SMALLEST_PART)
            self._client.put_object(self._bucket.name, self._key(sha256), BytesIO(body), len(body), part_size=part)
        return sha256

    def read(self, sha256: str) -> bytes:
        with self._translated_errors(sha256):
            response = self._client.get_object(self._bucket.name, self._key(sha256))
            try:
                return bytes(response.read())
            finally:
                response.close()
                response.release_conn()

    def has(self, sha256: str) -> bool:
        try:
            with self._translated_errors(sha256):
                self._client.stat_object(self._bucket.name, self._key(sha256))
        except FileNotFoundError:
            return False
        return True

    def delete(self, *sha256s: str) -> None:
        """One request for a thousand."""
        from minio.deleteobjects import DeleteObject

        with self._translated_errors():
            objects = [DeleteObject(self._key(sha256)) for sha256 in sha256s]
            for error in self._client.remove_objects(self._bucket.name, objects):
                raise StoreUnavailable(f"{self._bucket}: {error.code}")

    def names(self) -> Iterator[str]:
        with self._translated_errors():
            for item in self._client.list_objects(self._bucket.name, prefix=self._prefix, recursive=True):
                name = (item.object_name or "").rpartition("/")[2]
                if NAME.fullmatch(name) and item.object_name == self._key(name):  # another archive may be deeper in it
                    yield name

    def delete_abandoned_writes(self) -> None:
        """There are none: an object is put whole."""

    def check(self) -> None:
        with self._translated_errors():
            if not self._client.bucket_exists(self._bucket.name):
                raise StoreUnavailable(f"{self._bucket}: NoSuchBucket")

    def answers(self) -> bool:
        import urllib3

        scheme = "https" if self._bucket.secure else "http"
        try:
            self._pool.request("HEAD", f"{scheme}://{self._bucket.host}/", timeout=PROBE_SECONDS, retries=False)
        except urllib3.exceptions.HTTPError:
            return False
        return True

    def _key(self, sha256: str) -> str:
        return self._prefix + blob_key(sha256)

    @contextmanager
    def _translated_errors(self, sha256: str = "") -> Iterator[None]:
        """Raises `FileNotFoundError` for what is not there, and `StoreUnavailable` for all else that fails."""
        import minio
        import urllib3

        if sha256:
            blob_key(sha256)  # raises ValueError
        try:
            yield
        except minio.S3Error as error:
            if error.code == "NoSuchKey":
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), sha256) from error
            raise StoreUnavailable(f"{self._bucket}: {error.code}") from error
        except (minio.error.MinioException, urllib3.exceptions.HTTPError) as error:
            raise StoreUnavailable(f"{self._bucket}: {type(error).__name__}") from error
        except ValueError as error:  # no credentials: those of a machine's role may be away for a moment
            raise StoreUnavailable(f"{self._bucket}: {error}") from error


@cache
def _connect(bucket: Bucket) -> tuple[Minio, PoolManager]:
    """A client and its connections, one for a process and its forks: making it takes longer than a request.

    Connections that are idle are closed before every fork: two processes on one would mix up each other's answers.
    """
    try:
        from minio import Minio
        from urllib3 import PoolManager, Retry, Timeout
    except ImportError:
        raise StoreUnavailable(NO_PACKAGE) from None
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)  # what is tried again is not worth a line
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    retries = Retry(total=RETRIES, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
    pool = PoolManager(timeout=timeout, retries=retries, maxsize=32, cert_reqs="CERT_REQUIRED")
    client = Minio(bucket.host, secure=bucket.secure, region=bucket.region, credentials=_credentials(bucket), http_client=pool)
    _close_connections_at_fork(pool)
    return client, pool


def _credentials(bucket: Bucket) -> Provider:
    """Those of the address; else what AWS's own tools would take: the environment, a profile, the machine's role."""
    from minio.credentials import providers
    from urllib3 import PoolManager, Retry, Timeout

    if bucket.key and bucket.secret:
        return providers.StaticProvider(bucket.key, bucket.secret)
    quick = PoolManager(timeout=Timeout(CONNECT_SECONDS), retries=Retry(1))
    role = providers.IamAwsProvider(http_client=quick)
    return providers.ChainedProvider([providers.EnvAWSProvider(), providers.AWSConfigProvider(), role])


def _close_connections_at_fork(pool: PoolManager) -> None:
    reference = weakref.ref(pool)

    def close_idle() -> None:
        if pool := reference():
            pool.clear()

    os.register_at_fork(before=close_idle)
