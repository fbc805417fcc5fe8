from __future__ import annotations

import pytest

from domain.bucket import Bucket, parse_bucket


def test_an_address_has_a_bucket_a_prefix_a_server_and_credentials() -> None:
    address = "s3://AK%2F1:s%3Ac%40ret@my.bucket-1/an/archive/?endpoint=http://127.0.0.1:9000&region=eu-central-1"
    expected = Bucket("my.bucket-1", "an/archive", "127.0.0.1:9000", False, "eu-central-1", "AK/1", "s:c@ret")
    assert parse_bucket(address) == expected
    assert parse_bucket("s3://bucket") == Bucket("bucket")


def test_no_secret_is_shown() -> None:
    bucket = parse_bucket("s3://key:hidden@bucket")
    assert "hidden" not in f"{bucket} {bucket!r}"


@pytest.mark.parametrize(
    "address",
    [
        "https://bucket",
        "s3:///prefix",
        "s3://UPPER_case",
        "s3://ab",
        "s3://key@bucket",
        "s3://bucket?region",
        "s3://bucket?colour=red",
        "s3://bucket?endpoint=minio:9000",
        "s3://bucket?endpoint=http://minio/path",
        "s3://bucket?endpoint=http://key:secret@minio",
    ],
)
def test_what_is_no_address_of_a_bucket_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"^(it|after|its|colour|bad) "):
        parse_bucket(address)
