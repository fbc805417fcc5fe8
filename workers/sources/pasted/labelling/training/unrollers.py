"""Pages of unrollers, copied whole: head, posts with or without blank lines, foot with teasers; of any year and language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workers.sources.pasted.labelling.labels import Label
from workers.sources.pasted.labelling.training.composing import page_of, show_all
from workers.sources.pasted.labelling.training.page_parts import boilerplate, date, plain_rows
from workers.sources.pasted.labelling.training.plain import separate_posts_by_blanks, separate_posts_by_line_ends, settle_ends
from workers.sources.pasted.labelling.training.random_parts import button_label
from workers.sources.pasted.labelling.training.scenario import Page, Row, Scenario

BUTTONS = ("bookmark", "save_pdf", "my_authors")


@dataclass(frozen=True, slots=True)
class Teasers:
    """The beginnings of other threads below the foot, and how many they are."""

    rows: list[Row]
    count: int


def unroller_page(page: Scenario) -> Page:
    """An unroller's page. Its posts are the author's run and nobody else's; they are all there."""
    page.messages = page.own
    show_all(page)
    head = list(_head(page)) if page.odds(0.85) else []
    posts = list(_posts(page))
    foot = list(_foot(page)) if page.odds(0.85) else []
    teasers = _teasers(page, bool(foot)) if page.odds(0.5) else Teasers([], 0)
    rows = [
        *(boilerplate(page, 4, 0.1) if page.odds(0.4) else ()),
        *head,
        *posts,
        *foot,
        *teasers.rows,
        *(_end(page) if foot else ()),
    ]
    unrolled = page_of("unroller", page, rows)
    unrolled.related = teasers.count
    _count(page, unrolled, declared=bool(head))
    return unrolled


def _count(page: Scenario, unrolled: Page, declared: bool) -> None:
    """The count that the head states proves an unnumbered thread complete; the author's own numbers go before it."""
    if not declared:
        return
    if page.total is None or not unrolled.missing:
        unrolled.declared = len(unrolled.points) if page.total is None else page.total
    if not unrolled.missing:
        unrolled.verdict = "complete"


def _head(page: Scenario) -> Iterator[Row]:
    name, handle = page.author.name, f"@{page.author.handle}"
    if page.odds(0.08):
        yield Row(f"{name}  {handle}", 0, Label.NAME)
    else:
        if page.odds(0.75):
            yield Row(page.interface("profile_picture", name=name), 0, Label.PAGE)
        yield from (Row(name, 0, Label.NAME), Row(handle, 0, Label.HANDLE))
    if page.odds(0.5):
        yield Row(page.interface(page.pick("follow", "subscribe")), 0, Label.PAGE)
    yield from plain_rows(_facts(page), Label.META)
    yield from plain_rows(_buttons(page), Label.PAGE)


def _facts(page: Scenario) -> list[str]:
    """Date, count of posts, reading time: joined, or in pieces over lines."""
    when, minutes = date(page, page.odds(0.8)), page.interface("minutes_read", n=page.chance.randint(1, 9))
    tweets = page.interface("tweets", n=len(page.own))
    read_on = page.interface("read_on")
    if page.odds(0.5):
        return _composed(page, [tweets, *(part for part in (when, minutes, read_on) if page.odds(0.7))])
    return page.pick(
        [f"{when} • {tweets} • {minutes}"],
        [f"{when} • {tweets} • {minutes} • {read_on}"],
        [f"{tweets} • {minutes}"],
        [f"{when}, {tweets}, {minutes}"],
        [f"{tweets}, {minutes}", read_on],
        [when, ",", f"{tweets},", minutes],
        [when, tweets, minutes],
        [when, "•", tweets, "•", minutes, "•", read_on],
        [tweets, when],
        unseen=(
            [f"{when} | {tweets} | {minutes}"],
            [f"{when} · {tweets}"],
            [tweets, minutes, when],
            [f"{when} — {tweets}", f"({minutes})"],
        ),
    )


def _composed(page: Scenario, parts: list[str]) -> list[str]:
    """Parts in any order, on one line or on lines of their own."""
    page.chance.shuffle(parts)
    joiner = page.pick(
        " • ", ", ", " · ", "  ", " ", "\n", "\n", "\n•\n", "\n·\n", " •\n", unseen=(" | ", " — ", " / ", "\n|\n")
    )
    frame = page.pick("{}", "{}", "{}", "({})", "· {}", "{} ·", "📅 {}")
    return frame.format(joiner.join(parts)).split("\n")


def _buttons(page: Scenario) -> list[str]:
    labels = [page.interface(key) for key in BUTTONS if page.odds(0.75)]
    labels += [page.prose.label(4) for _ in range(page.pick(0, 0, 1, 2))]
    if labels and page.odds(0.4):
        joiner = page.pick("  ", " ", " • ", " | ", unseen=(" / ", " · "))
        return [page.pick("", " ") + joiner.join(labels)]
    return labels


def _posts(page: Scenario) -> Iterator[Row]:
    """The posts, set apart by blank lines or by line ends alone."""
    blank = page.pick(0, 0, 1, 1)
    if any(message.number is not None for message in page.own):
        settle_ends(page.own, closing=page.own[-1].number is None)
    if any(message.number is None for message in page.own):
        (separate_posts_by_blanks if blank else separate_posts_by_line_ends)(page.own)
    pictures = page.interface("image")
    for message in page.own:
        for place, (text, above) in enumerate(message.words):
            last = place == len(message.words) - 1
            picture = f" {pictures}" * page.pick(1, 1, 2) if last and page.odds(0.1) else ""
            yield Row(
                text + picture, above if place else (blank if message.point else page.pick(0, 1)), Label.WORDS, message.point
            )


def _foot(page: Scenario) -> Iterator[Row]:
    if page.odds(0.4):
        return iter(plain_rows(_labels(page), Label.PAGE, page.pick(0, 0, 1)))
    return _long_foot(page)


def _labels(page: Scenario) -> list[str]:
    """A foot of buttons and whose page it is."""
    labels = [button_label(page) if page.odds(0.6) else page.prose.label(4) for _ in range(page.chance.randint(1, 5))]
    if page.odds(0.3):
        labels.append(f"{button_label(page)} {page.author.name}")
    page.chance.shuffle(labels)
    site = page.prose.label(1)
    return [*labels, *([page.pick(site, f"© {page.chance.randint(2018, 2026)} {site}")] if page.odds(0.3) else [])]


def _long_foot(page: Scenario) -> Iterator[Row]:
    """A foot in the shape of the best known unroller's."""
    name = page.author.name
    if page.odds(0.9):
        yield Row("• • •", page.pick(0, 1), Label.PAGE)
    yield Row(page.interface("missing_tweet"), 1, Label.PAGE)
    if page.odds(0.7):
        yield Row(" ", 1, Label.PAGE) if page.odds(0.0) else Row(page.interface("keep_current", name=name), 1, Label.PAGE)
        yield Row(page.interface("stay_in_touch"), page.pick(0, 1), Label.PAGE)
    if page.odds(0.6):
        yield Row(page.interface("may_be_removed"), page.pick(0, 1), Label.PAGE)
    yield from boilerplate(page, page.pick(0, 0, 3, 6), 0.5)


def _teasers(page: Scenario, heading: bool) -> Teasers:
    """Beginnings of other threads, each closed by a line that says how many posts to read."""
    rows = (
        plain_rows([page.interface("more_from", handle=f"@{page.author.handle}")], Label.PAGE, 1)
        if heading and page.odds(0.8)
        else []
    )
    dated = page.odds(0.8) or not heading
    count = page.chance.randint(1, 3)
    for _ in range(count):
        rows += plain_rows([date(page, True)], Label.PAGE, page.pick(0, 1)) if dated else []
        rows += [Row(text, 0, Label.PAGE) for text, _ in page.prose.post()]
        rows.append(Row(page.interface("read_tweets", n=page.chance.randint(2, 30)), 0, Label.PAGE))
    return Teasers(rows, count)


def _end(page: Scenario) -> Iterator[Row]:
    """What the site asks of its readers below all: many sentences, in no lexicon."""
    if page.odds(0.4):
        yield from boilerplate(page, 12, 0.5)
        yield from plain_rows(
            page.pick(
                [" | ".join(page.prose.label(1) for _ in range(4))], [page.interface("terms"), page.interface("privacy")]
            ),
            Label.PAGE,
        )
