"""What is no address has no parts and ends nothing."""

from __future__ import annotations

import pytest

from domain.url_parts import join_url, split_url


@pytest.mark.parametrize(
    "url", ["http://[", "http://[127.0.0.1]/", "http://[::1", "http://a]b/", "//\u2100.example/", None, ""]
)
def test_a_malformed_address_has_no_host(url: str | None) -> None:
    assert split_url(url).netloc == ""
    assert join_url("https://a.example/b", url or "") in {url, "https://a.example/b"}


def test_an_address_has_its_parts() -> None:
    assert split_url("https://a.example:8/b?c#d")[:3] == ("https", "a.example:8", "/b")
    assert join_url("https://a.example/b/", "../c") == "https://a.example/c"
