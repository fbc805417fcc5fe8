"""Generates pages with their truth, from a seed: sites, unrollers, plain pastes, and layouts that nobody has seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from workers.sources.pasted.labelling.training.composing import compose, page_of, show_all
from workers.sources.pasted.labelling.training.plain import layered_page, plain_page
from workers.sources.pasted.labelling.training.random_layouts import random_page
from workers.sources.pasted.labelling.training.scenario import Page, Skin, Split
from workers.sources.pasted.labelling.training.sites.bluesky import bluesky_page
from workers.sources.pasted.labelling.training.sites.chats import chat_page, export_page
from workers.sources.pasted.labelling.training.sites.linkedin import linkedin_page
from workers.sources.pasted.labelling.training.sites.mail import mail_page
from workers.sources.pasted.labelling.training.sites.mastodon import mastodon_page
from workers.sources.pasted.labelling.training.sites.threads import threads_page
from workers.sources.pasted.labelling.training.sites.unseen import board_page, comments_page, forum_page, wall_page
from workers.sources.pasted.labelling.training.sites.x import x_page
from workers.sources.pasted.labelling.training.unrollers import unroller_page

SKINS: Final[Mapping[str, Skin]] = MappingProxyType(
    {
        "x": x_page,
        "bluesky": bluesky_page,
        "mastodon": mastodon_page,
        "threads": threads_page,
        "linkedin": linkedin_page,
        "chat": chat_page,
        "export": export_page,
        "mail": mail_page,
        "random": random_page,
    }
)
UNSEEN_SKINS: Final[Mapping[str, Skin]] = MappingProxyType(
    {"comments": comments_page, "forum": forum_page, "wall": wall_page, "board": board_page}
)
KINDS: Final = (*SKINS, "unroller", "plain", "layered")
TRAINING_KINDS: Final = (
    *KINDS,
    "unroller",
    "unroller",
    *("random",) * 7,
)  # layouts that nobody has seen teach what holds for all pages
SHORTENING: Final = ("x", "bluesky", "mastodon", "threads", "linkedin")  # sites that cut long posts and hide answers
UNSEEN_KINDS: Final = tuple(UNSEEN_SKINS)  # no training page is one of them


def pages(
    count: int, seed: int, kinds: tuple[str, ...] = KINDS, codes: tuple[str, ...] = (), split: Split = Split.TRAINING
) -> Iterator[Page]:
    """`count` pages of the given kinds in turn; the same seed gives the same pages."""
    chance = Random(seed)
    for index in range(count):
        yield generate_page(kinds[index % len(kinds)], Random(chance.random()), codes, split)


def generate_page(kind: str, chance: Random, codes: tuple[str, ...] = (), split: Split = Split.TRAINING) -> Page:
    """One page in one of the languages `codes`, by default of those of the split."""
    page = compose(chance, split, codes, host=kind == "bluesky" and chance.random() < 0.6)
    if kind == "unroller":
        return unroller_page(page)
    if kind in ("plain", "layered"):
        return (plain_page if kind == "plain" else layered_page)(page)
    skin = SKINS.get(kind) or UNSEEN_SKINS[kind]
    if kind not in SHORTENING:
        show_all(page)
    rows = skin(page)
    return page_of(kind, page, rows)
