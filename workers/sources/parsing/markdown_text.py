"""Parses Markdown into text with spans and pictures. Used by the sources that read saved threads."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from domain.bare_urls import safe_address
from domain.shapes.post import Media, MediaKind, Span, SpanKind
from workers.sources.parsing.text_builder import TextBuilder

# Tokens of Markdown, all of bounded length, so that parsing is linear: a picture (perhaps inside a link), a link (whose text
# may contain another link), bold text, an escaped character.
ADDRESS = r"\((?P<{0}>[^\s()]{{0,1000}}(?:\([^\s()]{{0,200}}\)[^\s()]{{0,500}}){{0,3}})(?:\s+\"[^\"\n]{{0,300}}\")?\)"
PICTURE = re.compile(
    r"\[?!\[(?P<alt>[^\[\]\n]{0,1000})\]" + ADDRESS.format("src") + r"(?:\s{0,5}\]" + ADDRESS.format("href") + r")?"
)
LINK = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]" + ADDRESS.format("href"))
NESTED = re.compile(r"\[(?P<inner>\[[^\[\]\n]{1,300}\]\([^\s()]{1,1000}\))[^\[\]\n]{0,20}\]\([^\s()]{0,1000}\)")
TOKEN = re.compile(r"!?\[|\*\*|\\(?=[!-/:-@\[-`{-~])")
BOLD = re.compile(r"\*\*(?P<words>[^*\n]{1,1000})\*\*")
BREAK = re.compile(r"(?:(?<![^\S\n])[^\S\n]{2,}|\\)(?=\n)")  # two spaces or a backslash before a line end
TABLE = re.compile(r"^\|(?:[^\S\n]|:?-{1,20}:?|\||:)*\|[^\S\n]*$", re.MULTILINE)  # a table without its pictures
NO_ALT = frozenset(
    {"", "Image", "image", "图像", "画像", "Bild", "Imagen", "Imagem", "이미지"}
)  # what sites put where the author wrote no description
SHORTENED = ("…", "...")


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """Parsed Markdown."""

    text: str
    spans: tuple[Span, ...] = ()
    media: tuple[Media, ...] = ()


def parse_markdown(markdown: str, bold: bool = False) -> MarkdownText:
    """Text, spans and pictures. `bold` says whether `**` marks bold text; authors also write asterisks themselves."""
    media: list[Media] = []
    text = PICTURE.sub(lambda match: _take_picture(match, media), markdown)
    text = NESTED.sub(lambda match: match["inner"], BREAK.sub("", TABLE.sub("", text)))
    builder = TextBuilder()
    position = 0
    while match := TOKEN.search(text, position):
        builder.add(html.unescape(text[position : match.start()]))
        position = _add_token(builder, text, match, bold)
    builder.add(html.unescape(text[position:]))
    return MarkdownText(*builder.build(), tuple(media))


def _take_picture(match: re.Match[str], media: list[Media]) -> str:
    """Removes a picture from the text and adds it to `media`, without an address if that is not http or https."""
    alt = match["alt"].strip()
    media.append(Media(MediaKind.IMAGE, safe_address(match["src"]), None if alt in NO_ALT else alt))
    return ""


def _add_token(builder: TextBuilder, text: str, match: re.Match[str], bold: bool) -> int:
    """Adds the token at `match` to the text. Returns where the token ends."""
    mark = match.group()
    if mark == "[" and (link := LINK.match(text, match.start())):
        _add_link(builder, html.unescape(link["words"]), safe_address(html.unescape(link["href"])))
        return link.end()
    if mark == "**" and bold and (strong := BOLD.match(text, match.start())):
        builder.add(html.unescape(strong["words"]), SpanKind.STRONG)
        return strong.end()
    if mark == "\\":
        builder.add(text[match.end()])
        return match.end() + 1
    builder.add(mark)
    return match.end()


def _add_link(builder: TextBuilder, text: str, address: str | None) -> None:
    if address is None:
        builder.add(text)
    elif text.startswith(("@", "#")):
        builder.add(text, SpanKind.MENTION if text[0] == "@" else SpanKind.HASHTAG, address)
    elif text.endswith(SHORTENED) and "://" not in text:
        builder.add(address, SpanKind.LINK, address)
    else:
        builder.add(text, SpanKind.LINK, address)
