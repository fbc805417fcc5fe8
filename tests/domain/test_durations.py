from __future__ import annotations

from datetime import timedelta

import pytest

from domain.durations import format_duration, parse_duration
from domain.errors import Invalid
from domain.follow_names import parse_follow, recognise_follow
from domain.shapes.reading import Site

MINUTE, YEAR = timedelta(minutes=1), timedelta(days=366)


@pytest.mark.parametrize("written", ["5m", "90m", "1h", "6h", "1d", "36h", "1w", "4w"])
def test_a_span_of_time_is_written_as_it_was_read(written: str) -> None:
    duration = parse_duration(written, MINUTE, YEAR)
    assert parse_duration(format_duration(duration), MINUTE, YEAR) == duration


@pytest.mark.parametrize("written", ["", "1", "d", "1y", "-1d", "0m", "99999w", "1.5h", "١d", "1d1h", "1 d x"])
def test_what_is_no_span_of_time_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_duration(written, MINUTE, YEAR)
    assert "every" in refused.value.fields


@pytest.mark.parametrize(
    ("written", "site", "handle"),
    [
        ("@Ida.bsky.social", Site.BLUESKY, "ida.bsky.social"),
        ("https://bsky.app/profile/ida.example.org", Site.BLUESKY, "ida.example.org"),
        ("https://bsky.app/profile/did:plc:idaidaidaidaidaidaidaida", Site.BLUESKY, "did:plc:idaidaidaidaidaidaidaida"),
        ("@Ida@Mastodon.Example", Site.MASTODON, "ida@mastodon.example"),
        ("https://mastodon.example/@ida", Site.MASTODON, "ida@mastodon.example"),
        ("https://mastodon.example/@ida@other.example", Site.MASTODON, "ida@other.example"),
        ("https://x.com/ida", Site.X, "ida"),
        ("https://www.threads.com/@ida.b", Site.THREADS, "ida.b"),
        ("https://ida.example/feed.xml?a=1", Site.WEB, "https://ida.example/feed.xml?a=1"),
    ],
)
def test_whom_a_person_means_is_recognised(written: str, site: Site, handle: str) -> None:
    assert recognise_follow(f" {written} ") == (site, handle)


@pytest.mark.parametrize(
    ("site", "handle"),
    [
        (Site.BLUESKY, "ida"),
        (Site.MASTODON, "ida.example"),
        (Site.WEB, "javascript:alert(1)"),
        (Site.WEB, "ida"),
        (Site.X, "i d a"),
        (Site.PASTE, "ida"),
    ],
)
def test_who_cannot_be_followed_is_refused_at_the_field(site: Site, handle: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_follow(site, handle)
    assert "handle" in refused.value.fields
