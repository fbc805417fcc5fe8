"""Look-alikes of Threads."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus import behaviours as common
from tests.extension.corpus.case import Behaviour, Case, Maker, Rows, media_of, sayings


def threads_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in THREADS_BEHAVIOURS:
        number, language = maker.start()
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


THREADS_BEHAVIOURS: list[Behaviour] = [
    common.plain,
    related_threads,
    related_threads_without_lines,
    translate_button,
    cut_text,
    login_wall,
    common.sensitive_media,
    common.context_comes_late,
    common.context_never_comes,
    translate_button,
]
