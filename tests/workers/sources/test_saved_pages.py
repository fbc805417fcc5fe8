"""Pages that were saved by SingleFile or as MHTML are read like the page itself: every page of `tests/pages` in both forms."""

from __future__ import annotations

import json
import quopri
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from domain.errors import NotAThread
from domain.shapes.capture import Capture
from tests.paths import PAGES
from tests.workers.reading import page, read, source_of, text, texts, thread
from tests.workers.sources.test_page_goldens import outcome
from workers.sources.parsing.html_page import HtmlPage, attribute_pattern

CASES = sorted(PAGES.glob("*/*.html"))
NAMES = [f"{case.parent.name}/{case.stem}" for case in CASES]
TAG = re.compile(r"<[a-z][^<>]*>")
ATTRIBUTE = re.compile(r"""(?P<name>\s[\w:-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')""")
NEEDS_QUOTES = re.compile(r"[\s\"'=<>`]|^$|/$")
SCRIPT = re.compile(r"(<script\b.*?</script>)", re.DOTALL)
SINGLEFILE_HEAD = (
    "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {url} \n saved date: Fri Jan 02 2026\n-->"
)


def without_quotes(markup: str, base: str) -> str:
    """The page as SingleFile writes it: links in full, values in quotes only where they need them. Scripts stay as they are."""

    def unquote(match: re.Match[str]) -> str:
        quoted = match["double"] if match["double"] is not None else match["single"]
        relative = match["name"].strip() == "href" and re.match(r"/(?!web/)", quoted)  # /web/: a copy in the Wayback Machine
        value = urljoin(base, quoted) if relative and base else quoted
        return f'{match["name"]}="{value}"' if NEEDS_QUOTES.search(value) else f"{match['name']}={value}"

    parts = SCRIPT.split(markup)
    return "".join(
        part if part.startswith("<script") else TAG.sub(lambda tag: ATTRIBUTE.sub(unquote, tag[0]), part) for part in parts
    )


def backwards(markup: str) -> str:
    """The page with the attributes of each tag in the opposite order."""

    def turn(tag: re.Match[str]) -> str:
        name = re.match(r"<[\w-]+", tag[0])
        attributes = [attribute[0] for attribute in ATTRIBUTE.finditer(tag[0])]
        return f"{name[0]}{''.join(reversed(attributes))}{ATTRIBUTE.sub('', tag[0])[name.end() :]}" if name else tag[0]

    parts = SCRIPT.split(markup)
    return "".join(part if part.startswith("<script") else TAG.sub(turn, part) for part in parts)


def as_mhtml(body: bytes, url: str) -> bytes:
    """The page as Chromium saves it."""
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: Thread\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x----"\r\n\r\n\r\n'
        "------MultipartBoundary--x----\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {url}\r\n\r\n"
    )
    picture = (
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://example.org/a.png\r\n\r\n"
    )
    boundary = "\r\n------MultipartBoundary--x----"
    return (
        head.encode()
        + quopri.encodestring(body).replace(b"\n", b"\r\n")
        + f"{boundary}\r\n{picture}iVBORw0KGgo={boundary}--".encode()
    )


def expected(case: Path) -> dict[str, Any]:
    outcome: dict[str, Any] = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    return outcome


def same_outcome(capture: Capture, golden: dict[str, Any]) -> dict[str, Any]:
    """What comes out, with the name of the source that the golden has."""
    return {**outcome(capture), "source": golden["source"]}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_page_without_quotes_round_its_attributes_is_the_same_page(case: Path) -> None:
    markup = case.read_text(encoding="utf-8", errors="surrogateescape")
    unquoted = without_quotes(markup, HtmlPage(markup).canonical_url or "https://nitter.net/")
    assert outcome(page(unquoted.encode("utf-8", "surrogateescape"))) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_order_of_attributes_does_not_count(case: Path) -> None:
    markup = case.read_text(encoding="utf-8", errors="surrogateescape")
    assert outcome(page(backwards(markup).encode("utf-8", "surrogateescape"))) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_page_in_mhtml_is_the_same_page(case: Path) -> None:
    body = case.read_bytes()
    url = HtmlPage(body.decode("utf-8", "replace")).canonical_url or "cid:frame"
    archive = text(as_mhtml(body, url))
    assert source_of(archive) == "mhtml"
    assert same_outcome(archive, expected(case)) == expected(case)


def test_an_mhtml_file_without_its_page_is_refused() -> None:
    with pytest.raises(NotAThread, match="mhtml_without_page"):
        read(text(as_mhtml(b"", "https://example.org").replace(b"text/html", b"text/css")))


def test_the_charset_of_the_message_counts() -> None:
    body = "<html><body><p>1/2 Käse und Brot für alle.</p><p>2/2 Ende des Threads für heute.</p></body></html>"
    archive = as_mhtml(body.encode("latin-1"), "https://example.org/a").replace(
        b"Content-Type: text/html\r\n", b"Content-Type: text/html; charset=iso-8859-1\r\n"
    )
    assert texts(thread(text(archive))) == ["Käse und Brot für alle.", "Ende des Threads für heute."]


def test_the_address_of_a_page_is_in_singlefiles_comment() -> None:
    assert HtmlPage(SINGLEFILE_HEAD.format(url="https://x.com/sam/status/20")).canonical_url == "https://x.com/sam/status/20"


def test_what_stands_in_a_shadow_root_is_part_of_the_page() -> None:
    paragraphs = "".join(f"<p>{number}/3 These words are in the shadow of a component.</p>" for number in (1, 2, 3))
    shadow = f"<html><body><main><thread-view><template shadowrootmode=open>{paragraphs}</template></thread-view></main></body>"
    assert len(thread(page(shadow)).points) == 3


@pytest.mark.parametrize(
    "markup", [b'<a data-testid="tweet">', b"<a data-testid=tweet tabindex=0>", b"<a data-testid='tweet'/>"]
)
def test_an_attribute_is_found_with_and_without_quotes(markup: bytes) -> None:
    assert attribute_pattern("data-testid", "tweet").search(markup)
    assert not attribute_pattern("data-testid", "twee", "weet").search(markup)
