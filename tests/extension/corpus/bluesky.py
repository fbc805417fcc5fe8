"""Look-alikes of Bluesky."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus import behaviours as common
from tests.extension.corpus.case import Behaviour, Case, Maker, Rows, media_of, sayings, tid

PICTURE = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:sam/p{}@jpeg"


def bluesky_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in BLUESKY_BEHAVIOURS:
        number, language = maker.start()
        size = maker.chance.randint(7, 10)
        handle = f"sam{number}.example.org"
        posts: Rows = [
            {
                "key": tid(number * 100 + index),
                "handle": handle,
                "name": "Sam",
                "text": sayings(maker.chance, language, index),
                "answers": 0 if index == size else 1,
                "up": index > 1,
                "down": index < size,
                **media_of(index, PICTURE, "https://t.gifs.bsky.app/{}.mp4", ""),
            }
            for index in range(1, size + 1)
        ]
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


BLUESKY_BEHAVIOURS: list[Behaviour] = [
    common.plain,
    covered_posts,
    covered_media,
    links_to_an_older_own_post,
    quotes_an_older_own_post,
    read_more_leads_on,
    common.context_comes_late,
    common.context_never_comes,
    common.nobody_answered,
    common.no_evidence,
    fourth_post_opened,
    covered_posts,
    covered_media,
    read_more_leads_on,
    read_more_leads_nowhere,
]
