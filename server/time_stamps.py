"""Time stamps by RFC 3161 from the operator's authority: the only module that asks it. They prove when a file was there."""

from __future__ import annotations

import hmac
import logging
from typing import Final

import requests
from rfc3161_client import HashAlgorithm, PKIStatus, TimestampRequestBuilder, decode_timestamp_response
from urllib3.exceptions import HTTPError

from domain.digest import digest

log: Final = logging.getLogger(__name__)
SECONDS: Final = 10
LARGEST: Final = 1 << 18
"""Bytes of an answer; with certificates it has some thousand."""
QUERY: Final = "application/timestamp-query"
GRANTED: Final = frozenset({PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS})


def time_stamp(authority: str, content: bytes) -> bytes | None:
    """The authority's answer about the SHA-256 of `content`, as it came; None when there is none that is about it.

    Whether the signature is to be trusted is for the reader to decide, who checks it with the authority's certificate.
    """
    request = TimestampRequestBuilder(content, HashAlgorithm.SHA256).build()
    try:
        with requests.post(
            authority, request.as_bytes(), headers={"Content-Type": QUERY}, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            answer.raise_for_status()
            body: bytes = answer.raw.read(LARGEST + 1, decode_content=True)
        response = decode_timestamp_response(body)
        if response.status not in GRANTED:
            raise ValueError(f"status {response.status}")
        stamped = response.tst_info
        if not hmac.compare_digest(stamped.message_imprint.message.hex(), digest(content)) or stamped.nonce != request.nonce:
            raise ValueError("the answer is about something else")
    except (requests.RequestException, HTTPError, ValueError) as error:  # while reading, urllib3 raises errors of its own
        log.warning("the authority of TSA_URL gave no time stamp: %s", error)
        return None
    return body
