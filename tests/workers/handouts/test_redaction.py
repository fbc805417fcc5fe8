"""No hidden name, handle or identifier is left in any byte of any format."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import quote as percent_encoded
from zipfile import ZipFile

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.editions import Edition
from domain.messages import message
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.thread import Completeness, Gap, Point, Role, Thread, Verdict
from tests import factories
from workers.handouts import render

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint's open files

PEOPLE = (
    ("José Núñez", "josenunezk.bsky.social"),
    ("Zoë Überschär", "zoe_uebers@social.example"),
    ("Søren Łukaszewicz", "lukaszewicz99"),
    ("Мария Котова", "kotovamaria.example"),
    ("Ελένη Παππά", "elenipappa"),
    ("山田花子", "hanakoyamada.bsky.social"),
    ("김민수", "minsukimdev"),
    ("王小明", "wangxm88"),
    ("محمد الفاسي", "alfassi_m"),
    ("נועה לוי", "noalevitan"),
    ("प्रिया शर्मा", "priyasharma.example"),
    ("สมชาย", "somchaiwork"),
)
SENTENCES = (
    "Every {name} has a point.",
    "It was {name}'s idea, or {plain}’s.",
    "{name}さんは、{name}는",
    "Ask @{handle}, mail {label}@post.example.",
    "#{joined} and #Team{joined}",
    "https://video.example.org/{label}/1.mp4",
    "https://{label}.example/about?by={encoded}",
    "https://x.com/{label}/status/1474000000000000001",
    "see {label}.example/walls, https://cdn.example/img/did:plc:{did}/1@jpeg",
    "at://did:plc:{did}/app.bsky.feed.post/3kabc",
    "Nothing to hide: what lasts for the customer, https://example.org/drawing",
)
DID = "q7secretidentifier2k"


def plain(name: str) -> str:
    """A name without its accents."""
    return "".join(char for char in unicodedata.normalize("NFD", name) if not 0x300 <= ord(char) < 0x370)


def filled(sentence: str, name: str, handle: str) -> str:
    words = {"name": name, "handle": handle, "did": DID, "encoded": percent_encoded(name), "plain": plain(name)}
    return sentence.format(label=re.split("[.@]", handle)[0], joined=name.replace(" ", ""), **words)


def thread_about(author: tuple[str, str], other: tuple[str, str], texts: list[str]) -> Thread:
    """A thread whose every field names its author or somebody else."""
    name, handle = author
    label = re.split("[.@]", handle)[0]
    profile = f"https://bsky.app/profile/did:plc:{DID}"
    media = (
        Media(MediaKind.IMAGE, f"https://cdn.example/{label}/did:plc:{DID}/1.jpg", f"{name} at a desk"),
        Media(
            MediaKind.VIDEO, f"https://video.example/{label}/1.mp4", f"{plain(name)} talks", f"https://cdn.example/{label}.jpg"
        ),
        Media(MediaKind.CARD, f"https://{label}.example/walls", f"On walls\nBy {name}"),
        Media(MediaKind.POLL, None, f"{name} 40%\nSomebody else 60%"),
    )
    mention = f"@{re.split('[.@]', other[1])[0]}"
    first = f"{mention} asked: {texts[0]}"
    spans = (
        Span(0, len(mention), SpanKind.MENTION, f"https://social.example/@{mention[1:]}"),
        Span(len(mention) + 1, len(mention) + 6, SpanKind.LINK, f"https://{label}.example/{percent_encoded(name)}"),
    )
    quote = Quote(f"I, {other[0]}, say so.", Author(other[0], other[1]), f"https://x.com/{other[1]}/status/9", media=media[:1])
    points = [
        Point(1, Role.OPENING, first, None, None, spans, f"at://did:plc:{DID}/p/3kabc", profile, None, media, quote),
        *(Point(position, Role.POINT, text, position - 1, len(texts)) for position, text in enumerate(texts, 2)),
        Point(len(texts) + 2, Role.CLOSING, f"What would {name} do?"),
    ]
    reason = message("tombstone.quoted", speaker=name, notice=f"{name} (@{handle}) took it back.")
    completeness = Completeness(Verdict.GAPS, gaps=(Gap(1, None, reason),), reasons=(reason,))
    return factories.thread(
        factories.version(
            points,
            completeness,
            title=f"{name} on walls",
            author=Author(name, handle, profile, f"https://cdn.example/{label}.jpg"),
            dropped=(f"Follow {name}",),
        )
    )


def secrets(*people: tuple[str, str]) -> Iterator[str]:
    """What must stand nowhere: names as written, without accents and joined, handles, and identifiers."""
    yield DID
    yield "1474000000000000001"
    for name, handle in people:
        for form in (name, plain(name)):
            yield from (form, form.replace(" ", ""), form.replace(" ", "-"), percent_encoded(form), *form.split())
        yield from (handle, re.split("[.@]", handle)[0])


def kept_pictures(thread: Thread) -> dict[str, Picture]:
    """Pictures for all addresses of a thread, whose files say something about themselves."""
    body = BytesIO()
    Image.new("RGB", (90, 60), "white").save(body, "JPEG", comment=b"Named in the file")
    urls = [url for point in thread.version.points for media in point.media for url in (media.url, media.poster_url) if url]
    return {url: Picture(body.getvalue(), "image/jpeg", 90, 60) for url in urls}


EMBEDDED = re.compile(rb"data:([a-z]+)/[^;,]*;base64,([A-Za-z0-9+/=]+)")


def contents(body: bytes) -> Iterator[bytes]:
    """A file, or all that is in it: names and bodies of a zip's members, and all that a PDF holds. Fonts are ours."""
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as packed:
            for info in packed.infolist():
                yield from (info.filename.encode(), info.comment)
                if not info.filename.endswith(".woff2"):
                    yield from contents(packed.read(info))
    elif body[:5] == b"%PDF-":
        yield subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout
        yield from pdf_contents(body)
    else:
        yield EMBEDDED.sub(b"", body)
        yield from (b64decode(data) for kind, data in EMBEDDED.findall(body) if kind == b"image")


def pdf_contents(body: bytes) -> Iterator[bytes]:
    """Every string and every decoded stream of a PDF: links, metadata, attachments, alternative texts, bookmarks."""
    with pikepdf.open(BytesIO(body)) as pdf:
        for entry in pdf.objects:
            yield from strings(entry)
            if isinstance(entry, pikepdf.Stream) and "/Length1" not in entry and entry.get("/Subtype") != "/OpenType":
                yield entry.read_raw_bytes() if entry.get("/Subtype") == "/Image" else entry.read_bytes()


def strings(entry: object) -> Iterator[bytes]:
    """The strings of an object; objects that it refers to are visited by themselves."""
    if isinstance(entry, pikepdf.String):
        yield str(entry).encode()
    elif isinstance(entry, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        parts = entry if isinstance(entry, pikepdf.Array) else (entry[key] for key in entry.keys())  # noqa: SIM118
        for part in parts:
            if not getattr(part, "is_indirect", False):
                yield from strings(part)


def assert_hidden(
    thread: Thread, people: tuple[tuple[str, str], ...], format_: Format, edition: Edition, pdfa: bool = False
) -> None:
    options = Options(redact=True, pdfa=pdfa)
    pictures = kept_pictures(thread)
    body = render(thread, factories.codebook(), edition, format_, factories.NOON, options, pictures)
    pieces = list(contents(body))
    assert any(b"[name" in piece for piece in pieces)  # Markdown escapes the bracket behind it
    everything = b"\n".join(pieces)
    words = everything.decode("utf-8", "replace").lower()
    for secret in secrets(*people):
        for form in {secret.lower(), unicodedata.normalize("NFD", secret.lower()), json.dumps(secret.lower())[1:-1]}:
            assert form not in words, (form, format_, words[words.index(form) - 60 :][:120])
    assert b"Named in the file" not in everything


FILES = tuple(format_ for format_ in Format if format_ is not Format.PDF)
pairs = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=2, unique=True)
sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5)


@given(pairs, sentences, st.sampled_from(FILES), st.sampled_from(Edition))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_name_is_in_any_byte(pair: list[tuple[str, str]], texts: list[str], format_: Format, edition: Edition) -> None:
    thread = thread_about(pair[0], pair[1], [filled(text, *pair[0]) for text in texts])
    assert_hidden(thread, tuple(pair), format_, edition)


@given(pairs, sentences, st.sampled_from(Edition), st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_name_is_in_a_pdf(pair: list[tuple[str, str]], texts: list[str], edition: Edition, pdfa: bool) -> None:
    thread = thread_about(pair[0], pair[1], [filled(text, *pair[0]) for text in texts])
    assert_hidden(thread, tuple(pair), Format.PDF, edition, pdfa)


@pytest.mark.parametrize("person", PEOPLE, ids=[handle for _, handle in PEOPLE])
@pytest.mark.parametrize("format_", [Format.JSON, Format.HTML])
def test_every_way_to_name_somebody_is_hidden(person: tuple[str, str], format_: Format) -> None:
    other = PEOPLE[(PEOPLE.index(person) + 1) % len(PEOPLE)]
    texts = [filled(text, *person) for text in SENTENCES]
    assert_hidden(thread_about(person, other, texts), (person, other), format_, Edition.ANNOTATED)


def test_what_names_nobody_stays() -> None:
    person = PEOPLE[0]
    thread = thread_about(person, PEOPLE[1], [SENTENCES[-1]])
    body = render(thread, factories.codebook(), Edition.READING, Format.MD, factories.NOON, Options(redact=True)).decode()
    assert "Nothing to hide: what lasts for the customer, <https://example.org/drawing>" in body


@pytest.mark.parametrize("format_", [Format.HTML, Format.MD, Format.TXT, Format.JSON])
def test_nothing_confirms_which_thread_it_is(format_: Format) -> None:
    thread = thread_about(PEOPLE[0], PEOPLE[1], ["A plain sentence."])
    options = Options(redact=True)
    body = render(thread, factories.codebook(), Edition.ANNOTATED, format_, datetime(2027, 1, 2, tzinfo=UTC), options).decode()
    assert not re.search(r"\b[0-9a-f]{64}\b", body)
    assert not re.findall(r"\d\dT(?!00:00:00)\d\d:\d\d", body)
