"""Look-alikes of LinkedIn, as members and as others see it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.extension.corpus.case import Case, Maker, Post, sayings


def linkedin_cases(maker: Maker) -> Iterator[Case]:
    for index in range(8):
        number, language = maker.start()
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
            "post": post,
            "member": member,
            "comments": ["Congratulations!", "So true."],
        }
        yield Case("member" if member else "public", "linkedin", url, shows, [truth], complete=True, language=language)
