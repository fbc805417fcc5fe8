"""Look-alikes of Mastodon's pages."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus import behaviours as common
from tests.extension.corpus.case import Behaviour, Case, Maker, Rows, media_of, sayings


def mastodon_cases(maker: Maker) -> Iterator[Case]:
    for behaviour in MASTODON_BEHAVIOURS:
        number, language = maker.start()
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


def two_columns(case: Case, posts: Rows, _others: Rows) -> None:
    case.shows |= {
        "columns": True,
        "home": [{**post, "id": f"{post['id']}9", "text": "In the home column."} for post in posts[:3]],
    }


def cut_by_the_server(case: Case, posts: Rows, others: Rows) -> None:
    case.shows["rows"] = [*posts[:4], *others]
    posts[3] |= {"down": False, "answers": 3}
    case.complete, case.reachable = False, 4


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


MASTODON_BEHAVIOURS: list[Behaviour] = [
    common.plain,
    warnings,
    filters,
    filters_and_warnings,
    common.sensitive_media,
    hashtags,
    web_domain_differs,
    other_server,
    common.context_comes_late,
    common.context_never_comes,
    two_columns,
    cut_by_the_server,
    common.nobody_answered,
    common.no_evidence,
    quote_first,
    machine_translation,
    poll_in_a_post,
    opened_in_the_middle,
    warnings,
    filters,
]
