"""Look-alikes of Thread Reader."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus.case import Case, Maker, sayings

PICTURE = "https://pbs.twimg.com/media/p{}.png?format=png&name=large"


def thread_reader_cases(maker: Maker) -> Iterator[Case]:
    for late in (0, 0, 2500, 0):
        number, language = maker.start()
        size = 6
        root = 1_800_000_000_000_000_000 + number * 1000
        posts = [
            {
                "id": str(root + index),
                "text": sayings(maker.chance, language, index),
                "media": [{"kind": "image", "url": PICTURE.format(index), "alt": "A chart"}] if index == 2 else [],
            }
            for index in range(1, size + 1)
        ]
        shows = {
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
            sends_page=True,
            language=language,
            title="Thread by @sam on Thread Reader App",
            secrets=["SECRET-TOKEN", "SECRET-TYPED"],
        )
