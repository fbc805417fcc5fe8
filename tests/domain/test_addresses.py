"""Every spelling of an address means one thing, and what is no thread's address is refused with a sentence."""

from __future__ import annotations

import pytest

from domain.addresses import LONGEST, recognise, validate_thread_url, validate_url
from domain.errors import Invalid, UnsupportedSite
from domain.shapes.address import Kind
from domain.shapes.reading import Site
from presentation.messages import sentence

DID = "did:plc:ic6zqvuw5ulmfpjiwnhsr2ns"
ONE_POST_OF_X = """
https://x.com/sam/status/20
  https://x.com/sam/status/20\t
https://X.COM/sam/status/20?s=20
HTTPS://x.com/sam/status/20
http://x.com:80/sam/status/20
https://x.com:443/sam/status/20/
https://x.com./sam/status/20
https://ｘ.com/sam/status/20
https://www.x.com/sam/statuses/20
https://twitter.com/sam/status/20?ref_src=twsrc%5Etfw
https://twitter.com/#!/sam/status/20
https://twitter.com/@sam/status/20
https://mobile.twitter.com/sam/status/20/photo/1
https://m.twitter.com/sam/status/20/video/1
https://x.com/sam/status/20/likes
https://x.com/sam/article/20
https://fxtwitter.com/sam/status/20/en
https://d.fxtwitter.com/sam/status/20
https://vxtwitter.com/sam/status/20
https://c.vxtwitter.com/sam/status/20
https://fixupx.com/sam/status/20
https://fixvx.com/sam/status/20
https://twittpr.com/sam/status/20
https://nitter.net/sam/status/20#m
https://nitter.poast.org/sam/status/20
https://xcancel.com/sam/status/20
""".strip().splitlines()
NOBODYS_POST_OF_X = """
https://x.com/i/status/20
https://x.com/i/web/status/20
https://twitter.com/statuses/20
https://twitter.com/i/status/20?s=46&t=abc
https://platform.twitter.com/embed/Tweet.html?dnt=true&id=20&lang=en
""".strip().splitlines()


@pytest.mark.parametrize("url", ONE_POST_OF_X)
def test_every_address_of_a_post_of_x_is_one(url: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.post_id, address.handle) == (Site.X, Kind.POST, "20", "sam")
    assert address.url == "https://x.com/sam/status/20"


@pytest.mark.parametrize("url", NOBODYS_POST_OF_X)
def test_an_address_of_x_without_a_name_has_none(url: str) -> None:
    address = recognise(url)
    assert (address.url, address.post_id, address.handle) == ("https://x.com/i/status/20", "20", None)


@pytest.mark.parametrize(
    ("url", "canonical", "post_id", "handle"),
    [
        ("https://bsky.app/profile/Sam.Bsky.Social/post/3k7q", "sam.bsky.social", "sam.bsky.social", "sam.bsky.social"),
        (
            "https://bsky.app/profile/sam.example.com/post/3k7q/liked-by?x=1",
            "sam.example.com",
            "sam.example.com",
            "sam.example.com",
        ),
        ("https://fxbsky.app/profile/sam.example.com/post/3k7q", "sam.example.com", "sam.example.com", "sam.example.com"),
        (f"https://bsky.app/profile/{DID}/post/3k7q#top", DID, DID, None),
        (f"https://bsky.app/profile/{DID.replace(':', '%3A')}/post/3k7q", DID, DID, None),
        (f"at://{DID}/app.bsky.feed.post/3k7q", DID, DID, None),
        ("at://sam.example.com/app.bsky.feed.post/3k7q", "sam.example.com", "sam.example.com", "sam.example.com"),
        ("at://did:web:example.com/app.bsky.feed.post/3k7q", "did:web:example.com", "did:web:example.com", None),
    ],
)
def test_posts_of_bluesky(url: str, canonical: str, post_id: str, handle: str | None) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.handle) == (Site.BLUESKY, Kind.POST, handle)
    assert address.url == f"https://bsky.app/profile/{canonical}/post/3k7q"
    assert address.post_id == f"at://{post_id}/app.bsky.feed.post/3k7q"


@pytest.mark.parametrize(
    ("url", "canonical", "post_id", "handle"),
    [
        ("https://mas.to/@sam/110446983926957470", None, "110446983926957470", "sam@mas.to"),
        ("https://mas.to/@sam/1104469839/?x=1#y", "https://mas.to/@sam/1104469839", "1104469839", "sam@mas.to"),
        ("https://mas.to/@sam@b.example/110446983926957470", None, "110446983926957470", "sam@b.example"),
        ("https://mas.to/deck/@sam/110446983926957470", None, "110446983926957470", "sam@mas.to"),
        ("https://a.example/@sam/1104469839/embed", "https://a.example/@sam/1104469839", "1104469839", "sam@a.example"),
        ("https://a.example/users/sam/statuses/110446983926957470", None, "110446983926957470", "sam@a.example"),
        ("https://a.example/ap/users/1155/statuses/110446983926957470", None, "110446983926957470", "1155@a.example"),
        ("https://a.example/web/statuses/110446983926957470", None, "110446983926957470", None),
        ("https://a.example/@sam/statuses/01GX4ZKQ9VQH5ZQX5ZQX5ZQX5Z", None, "01GX4ZKQ9VQH5ZQX5ZQX5ZQX5Z", "sam@a.example"),
        ("https://a.example/notice/AVZqHgNdKmGvYjYr4a", None, "AVZqHgNdKmGvYjYr4a", None),
        ("https://a.example/notes/9f3xk2j7qp", None, "9f3xk2j7qp", None),
        ("https://a.example/objects/0b8e6f0c-1c4e-4a53-9a53-2f8a2e7f3f10", None, "0b8e6f0c-1c4e-4a53-9a53-2f8a2e7f3f10", None),
        ("https://a.example/p/sam/573957395739573957", None, "573957395739573957", "sam@a.example"),
        ("https://elk.zone/a.example/@sam/1104469839", "https://a.example/@sam/1104469839", "1104469839", "sam@a.example"),
        ("http://127.0.0.1:8080/@sam/110446983926957470", None, "110446983926957470", "sam@127.0.0.1:8080"),
    ],
)  # fmt: skip
def test_posts_of_the_fediverse(url: str, canonical: str | None, post_id: str, handle: str | None) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.post_id, address.handle) == (Site.MASTODON, Kind.POST, post_id, handle)
    assert address.url == (canonical or url)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.threads.net/@sam.h/post/DPCXhCwkqEe?igsh=1", "https://www.threads.com/@sam.h/post/DPCXhCwkqEe"),
        ("https://threads.com/@sam.h/post/DPCXhCwkqEe/media", "https://www.threads.com/@sam.h/post/DPCXhCwkqEe"),
        ("https://threads.net/t/DPCXhCwkqEe/", "https://www.threads.com/t/DPCXhCwkqEe"),
    ],
)
def test_posts_of_threads(url: str, canonical: str) -> None:
    address = recognise(url)
    assert (address.site, address.post_id, address.url) == (Site.THREADS, "DPCXhCwkqEe", canonical)


@pytest.mark.parametrize(
    "url",
    [
        "https://threadreaderapp.com/thread/1234567890123.html",
        "http://www.threadreaderapp.com/thread/1234567890123?utm_source=x",
        "https://threadreaderapp.com/scrolly/1234567890123",
        "https://twitter-thread.com/t/1234567890123",
        "https://web.archive.org/web/20200102030405/https://threadreaderapp.com/thread/1234567890123.html",
    ],
)
def test_a_thread_unrolled_elsewhere_is_one_of_x(url: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.post_id) == (Site.X, Kind.UNROLLED, "1234567890123")


@pytest.mark.parametrize(
    ("url", "site", "canonical", "archived"),
    [
        (
            "https://web.archive.org/web/20200102030405/https://twitter.com/sam/status/20?s=20",
            Site.X,
            "https://x.com/sam/status/20",
            "https://web.archive.org/web/20200102030405id_/https://twitter.com/sam/status/20?s=20",
        ),
        (
            "http://web.archive.org/web/2020if_/http:/example.com/a?b=c",
            Site.WEB,
            "http://example.com/a?b=c",
            "https://web.archive.org/web/2020id_/http://example.com/a?b=c",
        ),
        (
            "https://web.archive.org/web/example.com/a",
            Site.WEB,
            "http://example.com/a",
            "https://web.archive.org/web/2id_/http://example.com/a",
        ),
    ],
)
def test_a_copy_at_the_wayback_machine_belongs_to_the_site_inside(url: str, site: Site, canonical: str, archived: str) -> None:
    address = recognise(url)
    assert (address.site, address.url, address.archived, address.fetch_url) == (site, canonical, archived, archived)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("https://example.com/a%20b?q=1&utm_source=x&fbclid=y#part", "https://example.com/a%20b?q=1"),
        ("https://example.com/a%2Fb?q=a%20b", "https://example.com/a%2Fb?q=a%20b"),
        ("https://exämple.com/ä?q=ü", "https://xn--exmple-cua.com/%C3%A4?q=%C3%BC"),
        ("https://х.com/sam/status/20", "https://xn--u1a.com/sam/status/20"),  # a Cyrillic letter: another host
        ("https://x.com.example.net/sam/status/20", "https://x.com.example.net/sam/status/20"),
        ("https://x.com:8443/sam/status/20", "https://x.com:8443/sam/status/20"),
        ("https://evil.example/https://x.com/sam/status/20", "https://evil.example/https://x.com/sam/status/20"),
        ("https://medium.com/@sam/how-we-work-0a1b2c3d4e5f", "https://medium.com/@sam/how-we-work-0a1b2c3d4e5f"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_all_else_is_a_page(url: str, canonical: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.url, address.post_id) == (Site.WEB, Kind.PAGE, canonical, None)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.com/sam", "X"),
        ("https://x.com/", "X"),
        ("https://twitter.com/search?q=sam", "X"),
        ("https://x.com/i/spaces/1abc", "X"),
        ("https://x.com/sam/status/20x", "X"),
        ("https://x.com/sam/status/٢٠", "X"),
        ("https://x.com/sam/status/123456789012345678901", "X"),
        ("https://bsky.app/profile/sam.bsky.social", "Bluesky"),
        ("https://bsky.app/hashtag/x", "Bluesky"),
        (f"at://{DID}/app.bsky.feed.like/3k7q", "Bluesky"),
        (f"at://{DID}", "Bluesky"),
        ("https://www.threads.net/@sam", "Threads"),
        ("https://mastodon.social/@sam", "Mastodon"),
        ("https://fosstodon.org/tags/x", "Mastodon"),
        ("https://threadreaderapp.com/user/sam", "threadreaderapp.com"),
        ("https://threadreaderapp.com/hashtag/x", "threadreaderapp.com"),
        ("https://web.archive.org/web/2020/https://x.com/sam", "X"),
        ("https://web.archive.org/web/2020*/https://x.com/sam/status/20", "Wayback"),
        ("https://web.archive.org/", "Wayback"),
    ],
)
def test_a_known_site_s_page_that_is_no_thread_is_refused_by_name(url: str, name: str) -> None:
    with pytest.raises(UnsupportedSite) as refused:
        recognise(url)
    assert name in sentence(refused.value.reason)


@pytest.mark.parametrize(
    "url",
    [
        "", "x.com/sam/status/20", "//x.com/sam/status/20", "https://", "https:///x", "http:x", "ftp://x.com/a", "file:///etc/passwd",
        "javascript:alert(1)", "data:text/html,x", "mailto:a@b.c", "https://x.com@evil.example/sam/status/20",
        "https://a:b@x.com/sam/status/20", "https://evil.example\\@x.com/sam/status/20", "https://x.com/sam/status/20 and more",
        "https://x.com/sam/\nstatus/20", "https://x.com/\x00sam/status/20", "https://x.com/sam/status/2\u202e0", "https://x.com/\ud800",
        "https://x.com:99999/sam/status/20", "https://x.com:port/", "https://%78.com/sam/status/20", "https://[::1/x", "https://[fe80::1%25lo]/",
        "https://a..b/", "https://-/", "https://" + "a" * 254 + "/", "https://exa mple.com/", "at://", "at:///x",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(UnsupportedSite) as refused:
        recognise(url)
    assert sentence(refused.value.reason).endswith((".", ")."))


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(Invalid):
        recognise("https://example.com/" + "a" * LONGEST)


def test_an_address_within_an_address_within_an_address_ends() -> None:
    nested = "https://web.archive.org/web/2020/" * 55 + "https://x.com/sam/status/20"
    assert recognise(nested).post_id == "20"


@pytest.mark.parametrize("url", [*ONE_POST_OF_X, "https://example.com/a%20b?q=1&utm_source=x#part", "https://exämple.com/ä"])
def test_a_canonical_address_is_its_own(url: str) -> None:
    address = recognise(url)
    assert recognise(address.url) == address


def test_an_address_beside_a_text_may_be_any_page_s() -> None:
    assert validate_url(" https://x.com/sam ") == "https://x.com/sam"
    assert validate_thread_url(" https://x.com/sam/status/20?s=20 ") == "https://x.com/sam/status/20?s=20"
    for refused in ("javascript:alert(1)", "at://nobody", "x.com/sam"):
        with pytest.raises(UnsupportedSite):
            validate_url(refused)
    with pytest.raises(UnsupportedSite):
        validate_thread_url("https://x.com/sam")


@pytest.mark.parametrize(
    "url",
    [
        "https://skyview.social/?url=https%3A%2F%2Fbsky.app%2Fprofile%2Fsam.example.com%2Fpost%2F3k7qmjev5lr2s&viewtype=unroll",
        "https://skyview.social/?url=bsky.app/profile/sam.example.com/post/3k7qmjev5lr2s&viewtype=tree",
        "https://blue.mackuba.eu/skythread/?author=sam.example.com&post=3k7qmjev5lr2s",
        "https://blue.mackuba.eu/skythread/?q=https://bsky.app/profile/sam.example.com/post/3k7qmjev5lr2s",
        "https://skywriter.blue/pages/sam.example.com/post/3k7qmjev5lr2s",
        "https://skywriter.blue/pages/sam.example.com/3k7qmjev5lr2s",
        "https://pdsls.dev/at://sam.example.com/app.bsky.feed.post/3k7qmjev5lr2s",
        "https://a-client.example/profile/sam.example.com/post/3k7qmjev5lr2s",
        "https://useouranos.app/dashboard/user/sam.example.com/post/3k7qmjev5lr2s",
        "https://embed.bsky.app/embed/sam.example.com/app.bsky.feed.post/3k7qmjev5lr2s?id=7",
        "https://reader.example/?url=at://sam.example.com/app.bsky.feed.post/3k7qmjev5lr2s",
    ],
)
def test_a_viewer_s_address_leads_to_the_post_of_bluesky(url: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.url) == (
        Site.BLUESKY,
        Kind.POST,
        "https://bsky.app/profile/sam.example.com/post/3k7qmjev5lr2s",
    )


@pytest.mark.parametrize("path", ["tweet/1474000000000000001", "en/tweet/1474000000000000001"])
def test_a_mirror_s_address_without_a_handle_leads_to_the_post_of_x(path: str) -> None:
    address = recognise(f"https://www.sotwe.com/{path}")
    assert (address.site, address.kind, address.url) == (Site.X, Kind.POST, "https://x.com/i/status/1474000000000000001")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://phanpy.social/#/mas.to/s/113602735590180420", "https://mas.to/web/statuses/113602735590180420"),
        ("https://my-phanpy.example/#/a.example/s/01GX4ZKQ9VQH5ZQX", "https://a.example/notice/01GX4ZKQ9VQH5ZQX"),
        ("https://mastodon.tools/thread?url=https://mas.to/@sam/113602735590180420", "https://mas.to/@sam/113602735590180420"),
        ("https://thread.mastodon.tools/mas.to/@sam/113602735590180420", "https://mas.to/@sam/113602735590180420"),
        ("https://mastoreader.io/?url=https%3A%2F%2Fmas.to%2F%40sam%2F113602735590180420", "https://mas.to/@sam/113602735590180420"),
        ("https://trunks.social/status/a.example/@sam/113602735590180420", "https://a.example/@sam/113602735590180420"),
    ],
)  # fmt: skip
def test_a_viewer_s_address_leads_to_the_post_of_mastodon(url: str, canonical: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.url) == (Site.MASTODON, Kind.POST, canonical)


@pytest.mark.parametrize(
    "url",
    [
        "https://lightbrd.com/sam/status/1474000000000000001#m",
        "https://nuku.trabun.org/sam/status/1474000000000000001",
        "https://a-fixer.example/sam/status/1474000000000000001/photo/1",
        "https://twiiit.com/sam/status/1474000000000000001",
        "https://farside.link/nitter/sam/status/1474000000000000001",
        "https://reader.example/unroll?url=https://twitter.com/sam/status/1474000000000000001",
    ],
)
def test_a_mirror_s_address_leads_to_the_post_of_x(url: str) -> None:
    assert recognise(url).url == "https://x.com/sam/status/1474000000000000001"


@pytest.mark.parametrize(
    "url",
    [
        "https://threadreader.example/thread/1474000000000000001.html",
        "https://en.rattibha.com/thread/1474000000000000001",
        "https://unrollthread.com/t/1474000000000000001/",
    ],
)
def test_mirrors_of_thread_reader_are_unrolled_threads(url: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.post_id) == (Site.X, Kind.UNROLLED, "1474000000000000001")


@pytest.mark.parametrize("url", ["https://www.threads.com/share/BXk-q7TRmw/?igsh=1", "https://threads.net/share/BXk-q7TRmw"])
def test_a_share_link_of_threads_is_followed(url: str) -> None:
    address = recognise(url)
    assert (address.site, address.kind, address.url) == (Site.THREADS, Kind.PAGE, "https://www.threads.com/share/BXk-q7TRmw")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/login?url=https://example.com/a",
        "https://example.com/?url=https://x.com/sam",
        "https://example.com/thread/7",
        "https://skyview.social/",
        "https://phanpy.social/#/mas.to/a/109686014103594251",
        "https://example.com/?url=https://example.com/?url=https://example.com/",
    ],
)
def test_an_address_without_a_post_s_inside_is_a_page(url: str) -> None:
    assert recognise(url).kind is Kind.PAGE
