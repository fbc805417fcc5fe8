"""Takes layers off a pasted text: quote marks of a mail, a sender's or an assistant's words around it, front matter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from domain.shapes.post import Author
from workers.sources.hints import author_from_address, parse_author, post_address
from workers.sources.parsing.front_matter import FrontMatter, parse_front_matter
from workers.sources.pasted.mail_quotes import unquote
from workers.sources.pasted.page_links import with_bare_page_lines

PROPERTIES: Final = re.compile(
    r"\s*(?:# [^\n]{1,300}\n\s*)?(?=(?:[^\W\d_][\w -]{1,16}: [^\n]*\n){0,8}(?:URL|Source|Link): https?://(?P<url>\S+)[ \t]*\n)"
    r"(?P<fields>(?:[^\W\d_][\w -]{1,16}:(?: [^\n]{0,300})?\n){2,10})(?=[ \t]*\n)"
)  # what Notion writes at the top of a page
HARD_BREAK: Final = re.compile(r"[^\s]  \n  \n[^\s]")
EMPTY_LINE: Final = re.compile(r"\n\n(?!\n)")
THREAD_BY: Final = re.compile(r"\b[Tt]hread by @(?P<handle>\w{1,50})\b")  # in the title of an unroller's page
NAMED: Final = re.compile(r"\(@(?P<handle>[\w.-]{1,80}(?:@[\w.-]{3,120})?)\)")  # in the title of a post's page
EXCERPT: Final = re.compile(r"\s*(?:# [^\n]*\n+)?> ## Excerpt\n(?:>[^\n]*\n)+\s*(?:---[ \t]*\n)?")  # of MarkDownload
TITLE_LENGTH: Final = 600  # code points at the top of a text in which its title stands
ANNOUNCEMENT: Final = re.compile(r"[^\n]{4,200}[:：]")  # what stands above a thread that rule lines frame
RULE: Final = re.compile(r"\s*(?:[-*_]\s*){3,}")
FEWEST_FIELDS: Final = 2  # of front matter; else two rule lines stand at the top of a text
FENCED: Final = re.compile(r"\s*(?P<open>```\w{0,20}|~~~\w{0,20})[ \t]*\n(?P<inner>.*)\n[ \t]*(?P<close>```|~~~)\s*", re.DOTALL)
# How assistants introduce and end what they were asked to format.
INTRODUCTION: Final = re.compile(
    r"(?:here(?:'s| is| are)|sure|certainly|of course|okay|ok|hier (?:ist|sind)|gerne|natürlich|voici"
    r"|bien sûr|aquí (?:está|tienes|tiene)"
    r"|claro|ecco|certo|aqui está|claro|hier is|natuurlijk|oto|işte|вот|конечно|以下|这是|当然|はい|もちろん|다음은"
    r"|물론|إليك|بالتأكيد)\b.{0,160}[:：.!…]",
    re.IGNORECASE,
)
OFFER: Final = re.compile(
    r"(?:would you like|do you want|let me know|shall i|should i|want me to|i hope|feel free"
    r"|if you(?:'d| would) like|möchtest du|soll ich|möchten sie"
    r"|souhait(?:es|ez)|voulez|veux-tu|¿(?:quieres|te gustaría|desea)|vuoi|vuole|você quer|quer que|wil je"
    r"|chcesz|ister misin|хотите|如果|需要|ご希望|원하시면|هل تريد)\b.{0,240}",
    re.IGNORECASE,
)


# What tools and phones put below a text.
SIGNED: Final = re.compile(
    r"\n\s*(?P<line>[—–-]?\s?(?:(?:Written|Made|Created|Drafted|Scheduled|Posted|Published|Shared|Exported|Generated|Sent|Unrolled)"
    r" (?:with|via|by|from|using|on|in) (?:my )?[A-Z][\w.]*(?: [A-Z]\w*){0,2}|Von meinem \w+ gesendet|Gesendet von \w+"
    r"|Envoyé (?:de mon|à partir de) \w+|Enviado desde mi \w+|Inviato da(?:l mio)? \w+|Enviado do meu \w+"
    r"|Verzonden vanaf mijn \w+)\.?)\s*$"
)
SIGNED_TAIL: Final = 120  # code points at a text's end in which it stands


@dataclass(frozen=True, slots=True)
class Peeled:
    """The text inside all layers.

    `marked` has its front matter still; `author`, `url` and `posted_at` are what that states. `outside` are the blocks around
    the text.
    """

    text: str
    marked: str
    author: Author = Author()
    url: str | None = None
    posted_at: datetime | None = None
    outside: tuple[str, ...] = ()

    @property
    def is_clip(self) -> bool:
        """Whether a clipper saved the text as Markdown: it has front matter, or hard breaks."""
        return self.marked != self.text or HARD_BREAK.search(self.text) is not None


def peel(text: str) -> Peeled:
    """The text without what was put around it. Linear; the same text where there is no layer."""
    unquoted = unquote(text)
    inner, around = _without_assistant(unquoted.text)
    inner, fence = _without_fence(inner)
    inner, signed = _without_signature(_with_wide_gaps(inner))
    inner, properties, url = _without_properties(inner)
    outside = (*unquoted.above, *unquoted.below, *around, *fence, *signed, *properties)
    matter = parse_front_matter(inner)
    if len(matter.fields) < FEWEST_FIELDS and not _is_title(matter):
        text = with_bare_page_lines(inner)
        author = Author(unquoted.name, _titled(inner) if text != inner else None)
        address = post_address(url) if url else None
        if address and author == Author():
            author = author_from_address(address) or author
        return Peeled(text, inner, author=author, url=url, outside=outside)
    excerpt = EXCERPT.match(inner, matter.end)
    if excerpt:
        outside = (*outside, *_blocks(excerpt.group().split("\n")))
    return Peeled(
        text=with_bare_page_lines(inner[excerpt.end() if excerpt else matter.end :]),
        marked=inner,
        author=_author(matter, inner),
        url=matter.get("source", "url"),
        posted_at=_day(matter.get("published", "date")),
        outside=(*outside, *_blocks(inner[: matter.end].split("\n"))),
    )


def _is_title(matter: FrontMatter) -> bool:
    """Whether front matter has the one field that a clip may have alone."""
    return matter.get("title", "created", "tags", "source", "url") is not None


def _with_wide_gaps(text: str) -> str:
    """Markdown in which a line of two spaces is a blank line inside a post: empty lines are made two, which part stronger."""
    return EMPTY_LINE.sub("\n\n\n", text) if HARD_BREAK.search(text) else text


def _author(matter: FrontMatter, text: str) -> Author:
    """The author that front matter states: in a field, in the title of the page, or in the address of the post."""
    stated = " ".join(value for value in (matter.get("author"), matter.get("handle")) if value)
    author = parse_author(stated, Author())
    if author.handle is not None:
        return author
    title = matter.get("title") or ""
    named = NAMED.search(title) if author.name and author.name in title else None
    address = post_address(matter.get("source", "url"))
    of_address = author_from_address(address) if address else None
    handle = named["handle"] if named else of_address.handle if of_address else None
    return replace(author, handle=handle or _titled(title) or _titled(text[matter.end :]))


def _titled(text: str) -> str | None:
    """The handle in the title of an unroller's page, at the top of a text."""
    match = THREAD_BY.search(text[:TITLE_LENGTH])
    return match["handle"] if match else None


def _day(printed: str | None) -> datetime | None:
    try:
        day = datetime.fromisoformat(printed or "")
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _without_properties(text: str) -> tuple[str, tuple[str, ...], str | None]:
    """Below the title and the properties that a notebook writes above what was clipped, and the address among these."""
    match = PROPERTIES.match(text)
    if match is None or not text[match.end() :].strip():
        return text, (), None
    return text[match.end() :], _blocks(match.group().split("\n")), f"https://{match['url']}"


def _without_fence(text: str) -> tuple[str, tuple[str, ...]]:
    """Inside a code block of Markdown that holds all of the text."""
    match = FENCED.fullmatch(text)
    return (
        (match["inner"], (match["open"], match["close"])) if match and match["open"][:3] not in match["inner"] else (text, ())
    )


def _without_signature(text: str) -> tuple[str, tuple[str, ...]]:
    """Above the line that a tool or a phone put below a text: "Sent from my iPhone"."""
    match = SIGNED.search(text, max(0, len(text.rstrip()) - SIGNED_TAIL))
    return (text[: match.start()], (match["line"],)) if match and text[: match.start()].strip() else (text, ())


def _without_assistant(text: str) -> tuple[str, tuple[str, ...]]:
    """Between an assistant's introduction and its offer; one of the two alone must be a block of its own."""
    blocks = re.split(r"\n[ \t]*\n", text.strip("\n"))
    if len(blocks) < 3:
        return text, ()
    ruled = [index for index, block in enumerate(blocks) if RULE.fullmatch(block)]
    framed = len(blocks) > 4 and ruled == [1, len(blocks) - 2]
    if not (INTRODUCTION.fullmatch(blocks[0].strip()) or (framed and ANNOUNCEMENT.fullmatch(blocks[0].strip()))):
        return text, ()
    start, stop = 1 + (1 in ruled), len(blocks)
    if framed or OFFER.fullmatch(blocks[-1].strip()):
        stop -= 1 + (len(blocks) - 2 in ruled)
    outside = (block.strip() for block in blocks[:start] + blocks[stop:])
    return "\n\n".join(blocks[start:stop]), tuple(outside)


def _blocks(lines: list[str]) -> tuple[str, ...]:
    text = "\n".join(lines).strip()
    return tuple(block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()) if text else ()
