"""Words that stand as Markdown: text with spans, and the pictures among them. Used by the sources that read saved threads."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind, Span, SpanKind
from workers.sources.parsing.text_builder import TextBuilder

# Pieces of Markdown, each bounded, so that reading is linear: a picture (perhaps inside of a link), a link (whose words may
# hold another), bold words, an escaped sign.
ADDRESS = r"\((?P<{0}>[^\s()]{{0,1000}}(?:\([^\s()]{{0,200}}\)[^\s()]{{0,500}}){{0,3}})(?:\s+\"[^\"\n]{{0,300}}\")?\)"
PICTURE = re.compile(
    r"\[?!\[(?P<alt>[^\[\]\n]{0,1000})\]" + ADDRESS.format("src") + r"(?:\s{0,5}\]" + ADDRESS.format("href") + r")?"
)
LINK = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]" + ADDRESS.format("href"))
NESTED = re.compile(r"\[(?P<inner>\[[^\[\]\n]{1,300}\]\([^\s()]{1,1000}\))[^\[\]\n]{0,20}\]\([^\s()]{0,1000}\)")
PIECE = re.compile(r"!?\[|\*\*|\\(?=[!-/:-@\[-`{-~])")
BOLD = re.compile(r"\*\*(?P<words>[^*\n]{1,1000})\*\*")
BREAK = re.compile(r"(?:[^\S\n]{2,}|\\)(?=\n)")  # two spaces, or a backslash, end a line
TABLE = re.compile(r"^\|(?:[^\S\n]|:?-{1,20}:?|\||:)*\|[^\S\n]*$", re.MULTILINE)  # a table that held pictures, without them
NO_ALT = frozenset(
    {"", "Image", "image", "图像", "画像", "Bild", "Imagen", "Imagem", "이미지"}
)  # said where an author said nothing
SHORTENED = ("…", "...")


@dataclass(frozen=True, slots=True)
class MarkdownText:
    text: str
    spans: tuple[Span, ...] = ()
    media: tuple[Media, ...] = ()


def parse_markdown(markdown: str, bold: bool = False) -> MarkdownText:
    """Text, spans and pictures. `bold`: whether `**` marks strong words; people write asterisks of their own, too."""
    media: list[Media] = []
    words = PICTURE.sub(lambda found: _picture(found, media), markdown)
    words = NESTED.sub(lambda found: found["inner"], BREAK.sub("", TABLE.sub("", words)))
    wording = TextBuilder()
    at = 0
    while found := PIECE.search(words, at):
        wording.add(html.unescape(words[at : found.start()]))
        at = _piece(wording, words, found, bold)
    wording.add(html.unescape(words[at:]))
    return MarkdownText(*wording.build(), tuple(media))


def _picture(found: re.Match[str], media: list[Media]) -> str:
    """Kept beside the text; of a picture that leads somewhere, the picture. One whose address is none is still told."""
    alt = found["alt"].strip()
    media.append(Media(MediaKind.IMAGE, safe_address(found["src"]), None if alt in NO_ALT else alt))
    return ""


def _piece(wording: TextBuilder, words: str, found: re.Match[str], bold: bool) -> int:
    """Write what begins here, and say where it ends."""
    sign = found.group()
    if sign == "[" and (link := LINK.match(words, found.start())):
        _link(wording, html.unescape(link["words"]), safe_address(html.unescape(link["href"])))
        return link.end()
    if sign == "**" and bold and (strong := BOLD.match(words, found.start())):
        wording.add(html.unescape(strong["words"]), SpanKind.STRONG)
        return strong.end()
    if sign == "\\":
        wording.add(words[found.end()])
        return found.end() + 1
    wording.add(sign)
    return found.end()


def _link(wording: TextBuilder, words: str, address: str | None) -> None:
    if address is None:
        wording.add(words)
    elif words.startswith(("@", "#")):
        wording.add(words, SpanKind.MENTION if words[0] == "@" else SpanKind.HASHTAG, address)
    elif words.endswith(SHORTENED) and "://" not in words:
        wording.add(address, SpanKind.LINK, address)
    else:
        wording.add(words, SpanKind.LINK, address)
