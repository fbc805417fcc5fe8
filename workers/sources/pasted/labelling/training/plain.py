"""Plain pastes: an author's words alone, numbered or set apart in any style; at times in a mail's or a clip's layer."""

from __future__ import annotations

from typing import Final

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.composing import page_of, show_all
from workers.sources.pasted.labelling.training.page_parts import date, numeric_date
from workers.sources.pasted.labelling.training.scenario import Message, Page, Row, Scenario

OWN_LINE: Final = (
    "{k}/{n}",
    "{k}.",
    "({k}/{n})",
    "Part {k} of {n}",
    "Tweet {k}",
    "{k}/",
    "#{k}",
    "### {k}/{n}",
    "**{k}/{n}**",
    "Lesson {k} of {n}:",
    "[{k}]",
)
UNSEEN_OWN_LINE: Final = ("Page {k} of {n}", "~ {k} ~", "<{k}>", "Thought #{k}", "{k} | {n}", "— {k}/{n} —")
ASSISTANT: Final = (
    ("Here is the thread with the formatting fixed:", "Would you like me to shorten it further?"),
    ("Sure! Here's the cleaned-up thread:", "Let me know if you want any changes."),
    ("Voici le fil mis en forme :", "Souhaitez-vous que je le raccourcisse ?"),
    ("Hier ist der Thread:", "Soll ich ihn kürzen?"),
)
UNSEEN_ASSISTANT: Final = (
    ("Certainly — the thread, tidied:", "Shall I translate it too?"),
    ("Ecco il thread:", "Vuoi che lo accorci?"),
)
RULES: Final = ("---", "***", "• • •", "* * *", "———", "====", "~~~", "--")
UNSEEN_RULES: Final = ("-----------", "___", "⸻", "· · ·")


def separate_posts_by_blanks(messages: list[Message]) -> None:
    """Takes blank lines out of posts that nothing but a blank line sets apart from each other."""
    for message in messages:
        message.words = [(text, 0) for text, _ in message.words]


def separate_posts_by_line_ends(messages: list[Message]) -> None:
    """Puts a blank line before every further line of a post, where posts follow each other without one."""
    for message in messages:
        message.words = [(text, 1 if place else above) for place, (text, above) in enumerate(message.words)]


def settle_ends(messages: list[Message], closing: bool) -> None:
    """Makes plain where the last numbered post ends: a block behind it is a closing post, or a part of it as in other posts."""
    if closing:
        separate_posts_by_blanks(messages)
    elif not any(above for message in messages[:-1] for _, above in message.words[1:]):
        separate_posts_by_blanks(messages[-1:])


def _without_inner_gaps(messages: list[Message], between: int) -> None:
    for message in messages:
        message.words = [(text, min(above, between - 1)) for text, above in message.words]


def plain_page(page: Scenario) -> Page:
    """The author's posts alone: with their markers, under markers on lines of their own, between rules or blank lines."""
    _keep_own(page)
    if len(page.own) > 2 and page.odds(0.12):
        _add_headings(page)
    numbered = any(message.number is not None for message in page.own)
    if numbered:
        settle_ends(page.own, closing=page.own[-1].number is None)
    above = page.pick(0, 1, 1, 1, 2) if numbered else page.pick(1, 1, 2)
    rule = page.pick(*RULES, unseen=UNSEEN_RULES) if page.odds(0.2) else None
    marker = page.pick(*OWN_LINE, unseen=UNSEEN_OWN_LINE) if not numbered and len(page.own) > 1 and page.odds(0.3) else None
    if marker:
        settle_ends(page.own, closing=False)
    else:
        bare = [message for message in page.own if message.number is None]
        above = max(above, 1) if bare else above
        _without_inner_gaps(bare, above if not rule else 3)
    rows = _signature(page) if page.odds(0.15) else []
    signed = bool(rows)
    for message in page.own:
        if rule and message.point:
            rows.append(Row(rule, page.pick(0, 1), Label.PAGE))
        rows += _post(page, message, marker, 0 if not rows else 1 if signed and not message.point else 0 if rule else above)
    if marker and "{n}" in marker:
        page.total = len(page.own)
    plain = page_of("plain", page, rows)
    plain.author = page.author if signed else None
    return plain


def _keep_own(page: Scenario) -> None:
    """The author's posts alone. One post by itself is one line: of more nobody could tell that they are one post."""
    page.messages = page.own
    show_all(page)
    if len(page.own) == 1:
        page.own[0].words = [(page.prose.line(), 0)]


def _add_headings(page: Scenario) -> None:
    """An author's habit: a heading above the words of most posts, some of which return."""
    returning = page.prose.label(4) + page.pick("", ":")
    for message in page.own:
        first, above = message.words[0]
        if page.odds(0.3) or (message.marker and first.startswith(message.marker)):
            continue
        headings = [page.prose.label(3) + page.pick("", "", ":"), *([returning] if page.odds(0.4) else [])]
        gap = page.pick(0, 1)
        message.words[:1] = [(headings[0], above), *((text, gap) for text in (*headings[1:], first))]


def _signature(page: Scenario) -> list[Row]:
    """The author's name and handle at the top."""
    return [Row(page.author.name, 0, Label.NAME), Row(f"@{page.author.handle}", 0, Label.HANDLE)]


def _post(page: Scenario, message: Message, marker: str | None, above: int) -> list[Row]:
    """The rows of one post, under its marker where that has a line of its own."""
    rows: list[Row] = []
    if marker and message.point is not None:
        message.number = message.point + 1
        rows.append(Row(marker.format(k=message.number, n=len(page.own)), above, Label.WORDS, message.point))
        above = page.pick(0, 0, 1)
    return rows + [
        Row(text, blank if place else above, Label.WORDS, message.point) for place, (text, blank) in enumerate(message.words)
    ]


def layered_page(page: Scenario) -> Page:
    """A plain paste behind the quote marks of a mail, in a clip's front matter, or in an assistant's words."""
    plain = plain_page(page)
    plain.kind = "layered"
    if page.odds(0.2):
        introduction, offer = page.pick(*ASSISTANT, unseen=UNSEEN_ASSISTANT)
        plain.before, plain.after = f"{introduction}\n\n", f"\n\n{offer}"
    elif page.odds(0.6) and len(plain.rows) > 1:  # of one line nobody could tell whether it is quoted for a comment
        plain.before = f"{page.prose.sentence()}\n\n" if page.odds(0.7) else f"{date(page, True)} {page.prose.name()}:\n\n"
        plain.after = f"\n\n{page.prose.label(2)},\n{page.prose.name()}" if page.odds(0.7) else ""
        plain.quote_mark = page.pick("> ", "> > ", ">> ", unseen=(">",))
    else:
        lines = ["---", f"title: {page.prose.label(5)}", f"created: {numeric_date(page)}", "---", "", ""]
        plain.before = "\n".join(lines)
    return plain
