"""A corpus of look-alike pages, generated: the shape of a site, times what its pages do, times the
language of its interface; each with the truth about its thread. One seed gives the same pages always."""

from __future__ import annotations

from tests.extension.corpus.bluesky import bluesky_cases
from tests.extension.corpus.case import Case, Maker
from tests.extension.corpus.linkedin import linkedin_cases
from tests.extension.corpus.mastodon import mastodon_cases
from tests.extension.corpus.thread_reader import thread_reader_cases
from tests.extension.corpus.threads import threads_cases
from tests.extension.corpus.x import x_cases


def cases(seed: int = 20261130) -> list[Case]:
    makers = (x_cases, mastodon_cases, bluesky_cases, threads_cases, linkedin_cases, thread_reader_cases)
    maker = Maker(seed)
    return [case for make in makers for case in make(maker)]
