"""A corpus of look-alike pages, generated: the shape of a site, times what its pages do, times the
language of its interface; each with the truth about its thread. One seed gives the same pages always."""

# ruff: noqa: E501 - a row of a table of cases is one line
from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

from tests.extension.corpus_words import LANGUAGES, words

Post = dict[str, Any]
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
SAYINGS = {
    "en": "Teams that own a product learn faster than teams that own a backlog",
    "de": "Wer die Nutzer früh fragt, braucht später weniger Überraschungen",
    "fr": "Une équipe qui mesure ses résultats apprend à renoncer plus tôt",
    "es": "Un equipo que escucha pequeño y pronto evita grandes errores después",
    "pt": "Não há atalho: quem entrega cedo aprende com gente de verdade",
    "it": "Chi decide insieme perde un'ora e guadagna poi molte settimane",
    "nl": "Wie klein begint, ziet eerder of de richting überhaupt klopt",
    "pl": "Zespół, który rozmawia z ludźmi, rzadziej buduje coś zbędnego",
    "ja": "小さく始めて、すぐに人に見せるチームは早く学びます",
    "ar": "الفريق الذي يسأل الناس مبكرا يتعلم أسرع من غيره بكثير",
}


@dataclass
class Case:
    """One page. `truth` has the author's posts as written; `complete` whether the page lets it be known that these are all."""

    name: str
    site: str
    url: str
    shows: dict[str, Any]
    truth: list[Post]
    complete: bool | None = None
    reachable: int | None = None
    whole: bool = False  # the page itself is sent
    language: str = "en"
    secrets: list[str] = field(default_factory=list)


def sayings(chance: random.Random, language: str, number: int) -> str:
    """A text of its own for each number, now and then with a paragraph, a link, an emoji, a mention, a hashtag."""
    text = f"{SAYINGS[language]} – {''.join(chance.choices('abcdefghijklmnop', k=6))}{number}."
    if number % 3 == 0:
        text += f" https://example.org/a/rather/long/address/{number}/that-is-shortened?and=more"
    if number % 4 == 1:
        text += " 🎉 @carol #teams"
    if number % 5 == 2:
        text += "\n\nA second paragraph & <more> “words”."
    return text


def tid(number: int) -> str:
    """A record key of Bluesky for that many minutes after November 2026 began."""
    value = (1793520000 + number * 60) * 1_000_000 << 10
    letters = ""
    for _ in range(13):
        letters = SORTABLE[value & 31] + letters
        value >>= 5
    return letters


def media_of(number: int, url: str, gif: str, film: str) -> dict[str, Any]:
    """What some posts have beside words."""
    kinds: dict[int, list[dict[str, Any]]] = {
        2: [
            {"kind": "image", "url": url.format(number), "alt": f"A drawing of thing {number}"},
            {"kind": "image", "url": url.format(f"{number}b"), "alt": None},
        ],
        4: [
            {
                "kind": "gif",
                "url": gif.format(number),
                "alt": f"A cat that waves {number}",
                "poster_url": "https://example.org/poster.png",
            }
        ],
        6: [
            {
                "kind": "video",
                "url": film.format(number) if film else None,
                "alt": f"A talk about {number}",
                "poster_url": "https://example.org/poster.png",
            }
        ],
        7: [
            {
                "kind": "card",
                "url": f"https://example.org/page{number}",
                "alt": f"A page about {number}",
                "description": "What it says",
            }
        ],
    }
    return {"media": kinds[number]} if number in kinds else {}


class Maker:
    """Makes the cases of one site. `add(behaviour, change)` names what a page does."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.languages = cycle(LANGUAGES)
        self.numbers = count(1)

    def start(self) -> tuple[int, str, dict[str, str]]:
        language = next(self.languages)
        return next(self.numbers), language, words(language)


# X -----------------------------------------------------------------------------------------------------------------------------
SAM = {"handle": "sam", "name": "Sam Writes 🧵"}
BOB = {"handle": "bob", "name": "Bob"}
X_PICTURE = "https://pbs.twimg.com/media/p{}.png?format=png&name=large"
X_GIF = "https://video.twimg.com/tweet_video/g{}.mp4"


def x_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in X_BEHAVIOURS:
        number, language, ui = maker.start()
        root = 1_900_000_000_000_000_000 + number * 1_000_000
        size = maker.chance.randint(8, 14)
        posts = [
            {
                "id": str(root + index),
                "author": SAM,
                "text": sayings(maker.chance, language, index),
                "time": f"2026-11-01T08:{index:02}:00.000Z",
                "answers": 0 if index == size else 1,
                **media_of(index, X_PICTURE, X_GIF, ""),
            }
            for index in range(1, size + 1)
        ]
        posts[2]["quote"] = {"author": BOB, "text": f"What others say {number}"}
        rows = [{"kind": "post", "post": post, "up": index > 0, "down": index < size - 1} for index, post in enumerate(posts)]
        answers = [
            {
                "kind": "post",
                "post": {
                    "id": str(root + 500 + index),
                    "author": BOB,
                    "text": "I see this differently.",
                    "time": "2026-11-02T10:00:00.000Z",
                    "answers": 0,
                },
                "up": False,
                "down": False,
                "stranger": True,
            }
            for index in range(3)
        ]
        advertisement = {
            "kind": "ad",
            "post": {"id": str(root + 900), "author": {"handle": "brand", "name": "Brand"}, "text": "Buy."},
        }
        side = [
            {"kind": "post", "post": {**posts[0], "id": str(root + 700 + index), "text": "An older post of Sam's."}}
            for index in range(2)
        ]
        page = {"rows": [*rows[:3], advertisement, *rows[3:], *answers], "side": side}
        case = Case(
            behaviour.__name__, "x", f"https://x.com/sam/status/{root + 1}", page, posts, complete=True, language=language
        )
        behaviour(case, rows, answers)
        case.shows |= {"site": "x", "language": language, "words": ui, "title": "A post"}
        yield case


Rows = list[dict[str, Any]]


def plain(case: Case, _rows: Rows, _answers: Rows) -> None:
    pass


def numbered(case: Case, rows: Rows, _answers: Rows) -> None:
    for index, row in enumerate(rows, 1):
        row["post"]["text"] = f"{index}/{len(rows)} {row['post']['text']}"
        row["post"]["answers"] = 5


def rest_comes_late(case: Case, _rows: Rows, _answers: Rows) -> None:
    case.shows |= {"late": 3500, "silent": True}


def rest_never_comes(case: Case, _rows: Rows, _answers: Rows) -> None:
    case.shows |= {"late": 3_000_000, "silent": True}
    case.complete, case.reachable = False, 1


def rest_spins_for_ever(case: Case, rows: Rows, _answers: Rows) -> None:
    case.shows |= {"latency": 3_000_000, "helping": 5}
    case.complete, case.reachable = False, None


def picture_is_open(case: Case, _rows: Rows, _answers: Rows) -> None:
    case.shows["lightbox"] = True
    case.complete = False


def discover_more_comes_early(case: Case, rows: Rows, _answers: Rows) -> None:
    case.shows["rows"] = [
        *rows[:6],
        {"kind": "end"},
        {"kind": "post", "post": {**rows[0]["post"], "id": "1", "text": "Another of Sam's."}},
    ]
    case.complete, case.reachable = False, 6


def show_replies(case: Case, rows: Rows, answers: Rows) -> None:
    case.shows["rows"] = [*rows[:5], {"kind": "more", "rows": rows[5:]}, *answers]


def show_replies_twice(case: Case, rows: Rows, answers: Rows) -> None:
    case.shows["rows"] = [
        *rows[:4],
        {"kind": "more", "rows": [*rows[4:6], {"kind": "more", "rows": rows[6:]}]},
        *answers,
        {"kind": "hidden"},
    ]


def show_more_in_place(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows[1::2]:
        row["post"]["cut"] = 20


def show_more_navigates(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows[2:7:2]:
        row["post"] |= {"cut": 20, "navigates": True}


def sensitive_pictures(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows:
        if any(item["kind"] in ("image", "gif", "video") for item in row["post"].get("media", ())):
            row["post"]["sensitive"] = True


def translated_in_place(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows[1:4]:
        row["post"]["translation"] = {
            "text": f"A translation that is a good deal longer than what was written by the author, and not the author's words at all. {'z' * 60}"
        }


def translated_below(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows[1:4]:
        row["post"]["translation"] = {"text": "A translation of a text.", "below": True}


def translation_offered(case: Case, rows: Rows, _answers: Rows) -> None:
    for row in rows:
        row["post"]["foreign"] = True


def notes_and_polls(case: Case, rows: Rows, _answers: Rows) -> None:
    rows[4]["post"]["note"] = "The figure is from 2019. https://example.org/source"
    rows[5]["post"]["poll"] = {
        "options": [{"text": "Yes, 3 of them", "share": 61.5}, {"text": "No", "share": 38.5}],
        "votes": 1234,
    }
    rows[5]["post"].pop("media", None)


def deleted_in_between(case: Case, rows: Rows, answers: Rows) -> None:
    case.shows["rows"] = [*rows[:4], {"kind": "tombstone"}, *rows[5:], *answers]
    case.truth.pop(4)
    case.complete = False


def a_composer_stands_between(case: Case, rows: Rows, answers: Rows) -> None:
    rows[0]["down"] = False
    rows[1]["up"] = False
    case.shows["rows"] = [rows[0], {"kind": "composer"}, *rows[1:], *answers]


def lone_with_announcement(case: Case, rows: Rows, answers: Rows) -> None:
    rows[0]["post"]["text"] = "1/ " + rows[0]["post"]["text"]
    rows[0] |= {"down": False}
    case.shows["rows"] = [rows[0], *answers]
    case.complete, case.reachable = False, 1


def lone_with_hidden_answers(case: Case, rows: Rows, answers: Rows) -> None:
    rows[0]["post"]["answers"] = 40
    rows[0] |= {"down": False}
    case.shows["rows"] = [rows[0], answers[0]]
    case.complete, case.reachable = False, 1


def article(case: Case, rows: Rows, answers: Rows) -> None:
    post = rows[0]["post"]
    blocks = [
        ["p", "The first paragraph of a long article."],
        ["h2", "What we learned"],
        ["p", "A second paragraph with a link: ", "https://example.org/deep"],
        ["img", "A chart of results", "https://pbs.twimg.com/media/chart.png?name=large"],
        ["blockquote", "Somebody said this."],
        ["pre", "code()\n  indented"],
        ["p", "The last words."],
    ]
    post |= {
        "text": "",
        "article": {"title": "A long article", "blocks": blocks, "cover": X_PICTURE.format("cover")},
        "answers": 0,
    }
    post.pop("media", None)
    rows[0]["down"] = False
    case.shows["rows"] = [rows[0], *answers]
    media = [
        {"kind": "image", "url": X_PICTURE.format("cover"), "alt": None},
        {"kind": "image", "url": "https://pbs.twimg.com/media/chart.png?name=large", "alt": "A chart of results"},
    ]
    case.truth[:] = [
        {
            **post,
            "text": "\n\n".join(
                [
                    "A long article",
                    *(value + (href[0] if href and tag != "img" else "") for tag, value, *href in blocks if tag != "img"),
                ]
            ),
            "media": media,
        }
    ]


X_BEHAVIOURS: list[Callable[[Case, Rows, Rows], None]] = [
    plain, numbered, rest_comes_late, rest_never_comes, rest_spins_for_ever, picture_is_open, discover_more_comes_early, show_replies, show_replies_twice,
    show_more_in_place, show_more_navigates, sensitive_pictures, translated_in_place, translated_below, translation_offered, notes_and_polls,
    deleted_in_between, a_composer_stands_between, lone_with_announcement, lone_with_hidden_answers, article,
    *[show_more_in_place, show_replies, sensitive_pictures, translated_in_place] * 2,
]  # fmt: skip


# Mastodon ----------------------------------------------------------------------------------------------------------------------
def mastodon_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in MASTODON_BEHAVIOURS:
        number, language, ui = maker.start()
        size = maker.chance.randint(6, 12)
        base = (1793520000000 << 16) + number * 1000
        host = f"social{number}.example"
        posts = [
            {
                "id": str(base + index),
                "acct": "sam",
                "name": "Sam",
                "text": sayings(maker.chance, language, index),
                "time": f"2026-11-01T08:{index:02}:00.000Z",
                "answers": 0 if index == size else 1,
                "down": index < size,
                **media_of(
                    index, "https://files.example/o{}.png", "https://files.example/g{}.mp4", "https://files.example/f{}.mp4"
                ),
            }
            for index in range(1, size + 1)
        ]
        posts[2] |= {"quote": {"id": str(base + 700), "acct": "quoted@far.example", "text": f"Quoted words {number}"}}
        bob = {
            "id": str(base + 500),
            "acct": "bob@far.example",
            "name": "Bob",
            "text": "Cool!",
            "time": "2026-11-02T08:00:00.000Z",
            "first": True,
            "answers": 0,
            "warning": "spoiler",
        }
        page = {"rows": [*posts, bob], "focus": posts[0]["id"]}
        case = Case(
            behaviour.__name__,
            "mastodon",
            f"https://{host}/@sam/{posts[0]['id']}",
            page,
            posts,
            complete=True,
            language=language,
        )
        behaviour(case, posts, [bob])
        case.shows |= {"site": "mastodon", "language": language, "words": ui, "title": "A post"}
        yield case


def warnings(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts[::2]:
        post["warning"] = f"About {post['id'][-3:]}"


def filters(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts[1::2]:
        post["filter"] = True


def filters_and_warnings(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts[1:5]:
        post |= {"filter": True, "warning": "Both"}


def sensitive_media(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts:
        post["sensitive"] = True


def hashtags(case: Case, posts: Rows, _others: Rows) -> None:
    posts[1]["tags"] = ["one", "two", "three", "four", "five"]
    posts[3]["tags"] = ["größe"]


def web_domain_differs(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["domain"] = "example.net"
    case.secrets = ["SECRET-TOKEN"]


def other_server(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts:
        post["acct"] = "sam@far.example"
    case.url = case.url.replace("@sam", "@sam@far.example")
    case.complete = False


def context_comes_late(case: Case, _posts: Rows, _others: Rows) -> None:
    case.shows["late"] = 3000


def context_never_comes(case: Case, _posts: Rows, _others: Rows) -> None:
    case.shows["late"] = 3_000_000
    case.complete, case.reachable = False, 1


def two_columns(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows |= {
        "columns": True,
        "home": [{**post, "id": f"{post['id']}9", "text": "In the home column."} for post in posts[:3]],
    }


def cut_by_the_server(case: Case, posts: Rows, others: Rows) -> None:
    case.shows["rows"] = [*posts[:4], *others]
    posts[3] |= {"down": False, "answers": 3}
    case.complete, case.reachable = False, 4


def nobody_answered(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["rows"] = posts


def no_evidence(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["rows"] = posts
    posts[-1].pop("answers")
    case.complete = False


def quote_first(case: Case, posts: Rows, _others: Rows) -> None:
    posts[0]["quote"] = posts[2].pop("quote")


def machine_translation(case: Case, posts: Rows, _others: Rows) -> None:
    posts[1]["translation"] = {
        "text": "Ein viel längerer Text, den eine Maschine geschrieben hat und nicht der Autor selbst. " * 3
    }


def poll_in_a_post(case: Case, posts: Rows, _others: Rows) -> None:
    posts[2]["poll"] = {"options": [{"text": "Yes", "share": 60}, {"text": "No", "share": 40}], "votes": 12}


def opened_in_the_middle(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["focus"] = posts[3]["id"]
    case.url = case.url.replace(posts[0]["id"], posts[3]["id"])
    posts[2]["down"] = False
    posts[3]["down"] = False


MASTODON_BEHAVIOURS: list[Callable[[Case, Rows, Rows], None]] = [
    plain, warnings, filters, filters_and_warnings, sensitive_media, hashtags, web_domain_differs, other_server, context_comes_late, context_never_comes,
    two_columns, cut_by_the_server, nobody_answered, no_evidence, quote_first, machine_translation, poll_in_a_post, opened_in_the_middle, warnings, filters,
]  # fmt: skip


# Bluesky -----------------------------------------------------------------------------------------------------------------------
def bluesky_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in BLUESKY_BEHAVIOURS:
        number, language, ui = maker.start()
        size = maker.chance.randint(7, 10)
        handle = f"sam{number}.example.org"
        picture = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:sam/p{}@jpeg"

        def post(
            index: int,
            size: int = size,
            number: int = number,
            handle: str = handle,
            language: str = language,
            picture: str = picture,
        ) -> Post:
            return {
                "key": tid(number * 100 + index),
                "handle": handle,
                "name": "Sam",
                "text": sayings(maker.chance, language, index),
                "answers": 0 if index == size else 1,
                "up": index > 1,
                "down": index < size,
                **media_of(index, picture, "https://t.gifs.bsky.app/{}.mp4", ""),
            }

        posts = [post(index) for index in range(1, size + 1)]
        posts[2]["quote"] = {"handle": "quoted.example", "key": tid(3), "text": f"Quoted words {number}"}
        bob = {
            "key": tid(number * 100 + 80),
            "handle": "bob.example",
            "name": "Bob",
            "text": "Well said.",
            "answers": 0,
            "covered": True,
        }
        case = Case(
            behaviour.__name__,
            "bluesky",
            f"https://bsky.app/profile/{handle}/post/{posts[0]['key']}",
            {"rows": [*posts, bob]},
            posts,
            complete=True,
            language=language,
        )
        behaviour(case, posts, [bob])
        case.shows |= {"site": "bluesky", "language": language, "words": ui, "title": "A post"}
        yield case


def covered_posts(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts[1::3]:
        post["covered"] = True


def covered_media(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts:
        if post.get("media"):
            post["sensitive"] = True


def links_to_an_older_own_post(case: Case, posts: Rows, _others: Rows) -> None:
    posts[0]["text"] += f" https://bsky.app/profile/{posts[0]['handle']}/post/{tid(1)}"


def quotes_an_older_own_post(case: Case, posts: Rows, _others: Rows) -> None:
    posts[0]["quote"] = {"handle": posts[0]["handle"], "key": tid(2), "text": "What I said before"}


def read_more_leads_on(case: Case, posts: Rows, others: Rows) -> None:
    handle = posts[0]["handle"]
    number = int("".join(letter for letter in handle if letter.isdigit()))
    for index in range(len(posts) + 1, 26):
        posts[-1] |= {"answers": 1, "down": True}
        posts.append(
            {
                "key": tid(number * 100 + index),
                "handle": handle,
                "name": "Sam",
                "text": f"Further words {index}.",
                "answers": 0,
                "up": True,
                "down": False,
            }
        )
    case.shows |= {"rows": [*posts, *others], "cutAt": 10}


def read_more_leads_nowhere(case: Case, posts: Rows, others: Rows) -> None:
    read_more_leads_on(case, posts, others)
    case.shows["cutAt"] = 0
    case.complete, case.reachable = False, 1


def fourth_post_opened(case: Case, posts: Rows, _others: Rows) -> None:
    case.url = case.url.replace(posts[0]["key"], posts[3]["key"])


BLUESKY_BEHAVIOURS: list[Callable[[Case, Rows, Rows], None]] = [
    plain, covered_posts, covered_media, links_to_an_older_own_post, quotes_an_older_own_post, read_more_leads_on, context_comes_late, context_never_comes,
    nobody_answered, no_evidence, fourth_post_opened,
    covered_posts, covered_media, read_more_leads_on, read_more_leads_nowhere,
]  # fmt: skip


# Threads -----------------------------------------------------------------------------------------------------------------------
def threads_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in THREADS_BEHAVIOURS:
        number, language, ui = maker.start()
        size = maker.chance.randint(4, 8)
        posts = [
            {
                "code": f"C{number}x{index}",
                "handle": "sam",
                "text": sayings(maker.chance, language, index).replace("\n\n", "\n"),
                "time": f"2026-11-01T08:{index:02}:00.000Z",
                "answers": 0 if index == size else 1,
                "answer": index > 1,
                "down": index < size,
                **(
                    {}
                    if index == 4
                    else media_of(
                        index,
                        "https://scontent.cdninstagram.com/v/t51.2885-15/p{}.png",
                        "",
                        "https://scontent.cdninstagram.com/o1/f{}.mp4",
                    )
                ),
            }
            for index in range(1, size + 1)
        ]
        posts[2]["quote"] = {"code": f"Q{number}", "handle": "bob", "text": f"Quoted words {number}"}
        bob = {"code": f"B{number}", "handle": "bob", "text": "A reply.", "time": "2026-11-02T08:00:00.000Z"}
        case = Case(
            behaviour.__name__,
            "threads",
            f"https://www.threads.com/@sam/post/{posts[0]['code']}",
            {"rows": [*posts, bob]},
            posts,
            complete=True,
            language=language,
        )
        behaviour(case, posts, [bob])
        case.shows |= {"site": "threads", "language": language, "words": ui, "title": "A post"}
        yield case


def related_threads(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows["related"] = [
        {"code": f"R{posts[0]['code']}{index}", "handle": "sam", "text": "Another thread.", "time": "2026-10-01T08:00:00.000Z"}
        for index in range(3)
    ]


def related_threads_without_lines(case: Case, posts: Rows, others: Rows) -> None:
    related_threads(case, posts, others)
    for post in posts:
        post["down"] = False
    case.shows["rows"] = posts


def translate_button(case: Case, posts: Rows, _others: Rows) -> None:
    for post in posts:
        post["foreign"] = True


def cut_text(case: Case, posts: Rows, _others: Rows) -> None:
    posts[1]["cut"] = 12


def login_wall(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows |= {"rows": posts[:3], "wall": True}
    case.complete, case.reachable = False, 3


THREADS_BEHAVIOURS: list[Callable[[Case, Rows, Rows], None]] = [
    plain, related_threads, related_threads_without_lines, translate_button, cut_text, login_wall, sensitive_media, context_comes_late, context_never_comes, translate_button,
]  # fmt: skip


# LinkedIn, Thread Reader -------------------------------------------------------------------------------------------------------
def linkedin_cases(maker: Maker) -> Iterator[Case]:
    for index in range(8):
        number, language, ui = maker.start()
        id_ = str((1793520000000 + number) << 22)
        text = "\n\n".join([sayings(maker.chance, language, 3), "A list:\n– one\n– two", sayings(maker.chance, language, 5)])
        post: Post = {
            "id": id_,
            "name": "Sam Writes",
            "text": text,
            "cut": 40 if index % 2 else None,
            "media": [{"kind": "image", "url": "https://media.licdn.com/p.png", "alt": "A whiteboard"}] if index < 4 else [],
        }
        truth = dict(post)
        if index >= 4:
            post["document"] = {"title": "Ten slides", "pages": [f"What slide {page} says" for page in range(1, 6)]}
            truth["text"] = "\n\n".join([text, "Ten slides", *post["document"]["pages"]])
        member = index % 4 < 2
        url = (
            f"https://www.linkedin.com/feed/update/urn:li:activity:{id_}/"
            if member
            else f"https://www.linkedin.com/posts/sam-writes_teams-activity-{id_}-abcd"
        )
        shows = {
            "site": "linkedin",
            "language": language,
            "words": ui,
            "title": "A post",
            "post": post,
            "member": member,
            "comments": ["Congratulations!", "So true."],
        }
        yield Case("member" if member else "public", "linkedin", url, shows, [truth], complete=True, language=language)


def thread_reader_cases(maker: Maker) -> Iterator[Case]:
    for late in (0, 0, 2500, 0):
        number, language, ui = maker.start()
        size = 6
        root = 1_800_000_000_000_000_000 + number * 1000
        posts = [
            {
                "id": str(root + index),
                "text": sayings(maker.chance, language, index),
                "media": [{"kind": "image", "url": X_PICTURE.format(index), "alt": "A chart"}] if index == 2 else [],
            }
            for index in range(1, size + 1)
        ]
        shows = {
            "site": "thread_reader",
            "language": language,
            "words": ui,
            "title": "Thread by @sam on Thread Reader App",
            "posts": posts,
            "late": late,
            "teasers": ["A teaser of another thread"],
        }
        yield Case(
            "late" if late else "plain",
            "thread_reader",
            f"https://threadreaderapp.com/thread/{root + 1}.html",
            shows,
            posts,
            whole=True,
            language=language,
            secrets=["SECRET-TOKEN", "SECRET-TYPED"],
        )


def cases(seed: int = 20261130) -> list[Case]:
    makers = (x_cases, mastodon_cases, bluesky_cases, threads_cases, linkedin_cases, thread_reader_cases)
    maker = Maker(seed)
    return [case for make in makers for case in make(maker)]
