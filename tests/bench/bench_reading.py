"""Measures how long pages of 5 MB and 500 kB take to be read, and how much memory, beside selectolax walking the same page.

Run it by `./test bench` or as `python -m tests.bench.bench_reading`. The pages are made here, in the shapes of the sites. A
source is timed from the Capture's bytes to the Reading, in a child of its own for the memory, forked from a process that is
prepared as the workers' is; selectolax only parses the page and visits every element and text, which is the least that any
reader does. The best of three counts, in seconds of the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser

from domain.shapes.capture import Capture, MediaType, Via
from workers.sandbox import Limits, run_in_sandbox
from workers.sources.prepare import prepare
from workers.sources.registry import source_for

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MEGABYTE = 1_000_000
MAX_SECONDS = {5 * MEGABYTE: 2.0, 500_000: 0.25}  # by the page's size
MAX_MEMORY = 250  # MB
LIMITS = Limits(seconds=120, memory_mb=2048)
WORDS = "Every second team that I meet says that it is product-led, and few of them could tell you what that means to them. "


def x_page(size: int) -> str:
    """Rows as X makes them: most of a page of X is class names."""
    box = '<div class="css-175oi2r r-1iusvr4 r-16y2uox r-1777fci r-kzbkwu r-18u37iz">'
    icon = (
        f'<svg viewBox="0 0 24 24" class="r-4qtqp9 r-yyyyoo r-dnmrzs"><g><path d="{"M1.751 10c0-4.42 " * 12}"></path></g></svg>'
    )

    def row(n: int) -> str:
        date = f'<a href="/mira/status/{1000 + n}" role="link"><time datetime="2021-12-23T12:00:00.000Z">2h</time></a>'
        author = f'<div><a href="/mira"><span>Mira</span></a></div><div><span>@mira</span>{date}</div>'
        names = f'<div data-testid="User-Name">{author}</div>'
        hidden = '<span aria-hidden="true">{}</span>'
        link = f'<a href="https://t.co/x">{hidden.format("https://")}example.org/a{hidden.format("…")}</a>'
        text = f'<div data-testid="tweetText" class="css-146c3p1"><span>{n}/ {WORDS}</span>{link}</div>'
        bar = "".join(
            f'<div role="button" data-testid="{name}">{box * 3}{icon}{"</div>" * 3}</div>'
            for name in ("reply", "like", "share")
        )
        article = f'<article tabindex="0" data-testid="tweet">{box * 8}{names}{text}{bar}{"</div>" * 8}</article>'
        return f'<div data-testid="cellInnerDiv" style="transform: translateY({n * 200}px)">{article}</div>'

    return _fill(size, row, '<link rel="canonical" href="https://x.com/mira/status/1001">')


def thread_reader(size: int) -> str:
    def row(n: int) -> str:
        text = f'{WORDS}<br /><br />{WORDS}<a class="entity-url" href="https://example.org/{n}">example.org/…</a>'
        permalink = '<sup class="tw-permalink"><i class="fas fa-link"></i></sup>'
        address = f"https://pbs.twimg.com/media/{n:015}.jpg"
        image = f'<img src="/images/1px.png" data-src="{address}" alt="Image">'
        picture = f'<span class="entity-image"><a href="{address}">{image}</a></span>'
        attributes = f'id="tweet_{n}" data-tweet="{1474000000000000000 + n}" data-screenname="mira" dir="auto"'
        post = f'<div class="content-tweet allow-preview" {attributes}>{text}{picture}{permalink}</div>'
        return f'<div class="row t-tweet"><div class="col-12">{post}</div></div>'

    name = '<div class="username"><a>Mira</a></div><div class="screenName"><a>@mira</a></div>'
    info = '<div class="thread-info"><a class="time" data-time="1640260801">Dec 23</a><span class="count">9 tweets</span></div>'
    return _fill(size, row, f'<title>Thread Reader App</title></head><body><div class="box-user">{name}{info}</div>')


def threads(size: int) -> str:
    def item(n: int) -> object:
        post = {"code": f"C{n:09}", "user": {"username": "mira"}, "taken_at": 1758828575 + n, "media_type": 19}
        pictures = {"candidates": [{"url": f"https://cdn.example/{'x' * 300}.jpg", "height": 1, "width": 1}] * 8}
        return {"post": {**post, "caption": {"text": WORDS * 2}, "image_versions2": pictures}}

    items = [item(n) for n in range(size // 3_500)]
    data = {"data": {"data": {"edges": [{"node": {"thread_items": items}}], "page_info": {"has_next_page": False}}}}
    return f'<html><body><script type="application/json" data-sjs>{json.dumps(data)}</script>'


def web_page(size: int) -> str:
    return _fill(size, lambda n: f'<p>{n}/ {WORDS}<a href="https://example.org/{n}">there</a></p>' + f"<p>{WORDS}</p>" * 20, "")


def _fill(size: int, row: Callable[[int], str], head: str) -> str:
    """A page of about `size` letters with as many rows as go into it."""
    rows = [row(n) for n in range(1, size // len(row(1)) + 1)]
    return f"<!DOCTYPE html><html><head>{head}</head><body><main>{''.join(rows)}</main></body></html>"


def read_page(page: bytes) -> tuple[int, float, float]:
    """Posts, seconds, and megabytes above what the process held before."""
    capture = Capture(page, Via.PAGE, MediaType.HTML, NOON)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    reading = source_for(capture).read(capture)
    seconds = time.process_time() - began
    return len(reading.posts), seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def walk_page(page: bytes) -> float:
    """Seconds that selectolax takes for the page."""
    began = time.process_time()
    visited = 0
    for node in LexborHTMLParser(page.decode()).root.traverse(include_text=True):
        visited += node.tag is not None
    assert visited
    return time.process_time() - began


def measure(name: str, page: bytes, max_seconds: float) -> bool:
    """Prints a line; whether time and memory are within their limits."""
    tries = [run_in_sandbox(read_page, page, limits=LIMITS) for _ in range(3)]
    posts, seconds, memory = tries[0][0], min(seconds for _, seconds, _ in tries), max(memory for _, _, memory in tries)
    walked = min(walk_page(page) for _ in range(3))
    size = len(page) / MEGABYTE
    within = seconds <= max_seconds and memory <= MAX_MEMORY
    print(
        f"{name:<14} {size:4.1f} MB {posts:>5} posts   ours {_timing(seconds, size)} {memory:4.0f} MB   "
        f"selectolax {_timing(walked, size)}   {seconds / walked:5.1f} times   {'ok' if within else 'TOO MUCH'}"
    )
    return within


def _timing(seconds: float, size: float) -> str:
    return f"{seconds:6.3f} s ({seconds / size * 1000:4.0f} ms/MB)"


def main() -> int:
    prepare()
    pages = {"x page": x_page, "thread reader": thread_reader, "threads": threads, "web page": web_page}
    within = [
        measure(name, page(size).encode(), max_seconds)
        for size, max_seconds in MAX_SECONDS.items()
        for name, page in pages.items()
    ]
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
