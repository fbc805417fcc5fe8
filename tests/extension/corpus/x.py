"""Look-alikes of X."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus import behaviours as common
from tests.extension.corpus.case import Behaviour, Case, Maker, Rows, media_of, sayings

SAM = {"handle": "sam", "name": "Sam Writes 🧵"}
BOB = {"handle": "bob", "name": "Bob"}
X_PICTURE = "https://pbs.twimg.com/media/p{}.png?format=png&name=large"
X_GIF = "https://video.twimg.com/tweet_video/g{}.mp4"


def x_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in X_BEHAVIOURS:
        number, language = maker.start()
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
        yield case


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
            "text": "A translation that is a good deal longer than what was written by the author, and not the author's words "
            f"at all. {'z' * 60}"
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


X_BEHAVIOURS: list[Behaviour] = [
    common.plain,
    numbered,
    rest_comes_late,
    rest_never_comes,
    rest_spins_for_ever,
    picture_is_open,
    discover_more_comes_early,
    show_replies,
    show_replies_twice,
    show_more_in_place,
    show_more_navigates,
    sensitive_pictures,
    translated_in_place,
    translated_below,
    translation_offered,
    notes_and_polls,
    deleted_in_between,
    a_composer_stands_between,
    lone_with_announcement,
    lone_with_hidden_answers,
    article,
    *[show_more_in_place, show_replies, sensitive_pictures, translated_in_place] * 2,
]
