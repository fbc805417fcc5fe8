"""Markdown links of a page's own parts, which clippers keep: a name with its profile, `[Read on X](...)`, `[3 tweets](#)`.

Lines of little else than such links become the words that the page shows, so that they are known by what they say. Links in
sentences stay, and so do those of a text that shows neither an unroller's address nor a handle with its profile.
"""

from __future__ import annotations

import re
from typing import Final

from workers.sources.parsing.markdown_text import ADDRESS

PICTURE: Final = re.compile(
    r"\[!\[(?P<alt>[^\[\]\n]{0,300})\]\([^\s()]{0,1000}\)\s{0,5}\]" + ADDRESS.format("href")
)  # inside a link
OVER_LINES: Final = re.compile(
    r"^\[[ \t]*\n(?P<words>(?:[ \t]*[^\s\[\]][^\[\]\n]{0,200}\n|[ \t]*\n){1,12})[ \t]*\]\((?P<href>[^\s()]{1,300})\)[ \t]*$",
    re.MULTILINE,
)  # a link round a picture that is left out, or round lines of counts
LINK: Final = re.compile(r"(?<![(!])\[(?P<words>[^\[\]\n]{1,200})\]" + ADDRESS.format("href"))
UNROLLER: Final = re.compile(r"\]\(https?://(?:www\.)?(?:threadreaderapp|unrollnow|twitter-thread|pingthread|rattibha)\.com\b")
PROFILE: Final = re.compile(r"^\W{0,4}\[@[\w.\\]{1,80}\]\((?:https?://|/)[^\s()]{1,300}\)\W{0,4}$", re.MULTILINE)
PAGES_OWN: Final = re.compile(
    r"$|[#/:]|javascript:|https?://(?:www\.|mobile\.)?(?:threadreaderapp\.com|unrollnow\.com|twitter-thread\.com|pingthread\.com"
    r"|rattibha\.com|(?:x|twitter)\.com/\w+(?:/status/\d+(?:/analytics)?)?/?$"
    r"|bsky\.app/profile/[^/]+(?:/post/\w+)?$|threads\.(?:com|net)/@)"
)
AVATAR: Final = re.compile(r".{1,100} (?:Profile picture|avatar)|", re.IGNORECASE)
LIST_MARK: Final = re.compile(r"^[-*+]\s+(?=\S)")
LONGEST_REST: Final = 60  # code points between the links of a line of the page's
LONGEST_LINE: Final = 1500


def with_bare_page_lines(text: str) -> str:
    """The text in which lines of the page's own links are the words of these. Linear; the same text where there are none."""
    if "](" not in text or not (UNROLLER.search(text) or PROFILE.search(text)):
        return text
    text = OVER_LINES.sub(lambda match: match["words"].strip() if PAGES_OWN.match(match["href"]) else match.group(), text)
    return "\n".join(_bare(line) if "](" in line and len(line) <= LONGEST_LINE else line for line in text.split("\n"))


def _bare(line: str) -> str:
    """A line without links to the page itself, where it has little else."""
    shown = PICTURE.sub(lambda match: match["alt"] if _is_avatar(match) else match.group(), line)
    rest = LINK.sub(lambda match: "" if _is_pages(match) else match.group(), shown)
    if len(rest.strip()) > LONGEST_REST:
        return line
    bare = LINK.sub(lambda match: match["words"] if _is_pages(match) else match.group(), shown)
    return LIST_MARK.sub("", bare) if bare != line and not LIST_MARK.sub("", rest).strip("-*+ ") else bare


def _is_avatar(match: re.Match[str]) -> bool:
    return AVATAR.fullmatch(match["alt"].strip()) is not None and PAGES_OWN.match(match["href"]) is not None


def _is_pages(match: re.Match[str]) -> bool:
    """Whether a link leads to a part of the page, and its words are none that an author writes."""
    words = match["words"]
    return not words.startswith("#") and "/" not in words and PAGES_OWN.match(match["href"]) is not None
