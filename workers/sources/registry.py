"""The list of all Sources. The first that claims a Capture reads it, so the most specific come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import NotAThread, ThreadsheetError
from domain.settings import Settings
from domain.shapes.capture import Capture, Hints, MediaType
from domain.shapes.choice import ThreadChoice
from workers.sources.bluesky.api import Bluesky
from workers.sources.extension_posts import ExtensionPosts
from workers.sources.fediverse.activitypub import ActivityPub
from workers.sources.fediverse.mastodon import Mastodon
from workers.sources.fediverse.mastodon_page import MastodonPage
from workers.sources.linkedin.page import LinkedIn
from workers.sources.pasted.clip import Clip
from workers.sources.pasted.plain import Paste
from workers.sources.pasted.saved_markdown import SavedMarkdown
from workers.sources.pasted.text import PastedText
from workers.sources.source import ExcerptSource, FetchingSource, ListSource, Source
from workers.sources.thread_reader.copied_text import ThreadReaderText
from workers.sources.thread_reader.other_unrollers import UnrolledPage
from workers.sources.thread_reader.page import ThreadReaderPage
from workers.sources.thread_reader.pasted_body import ThreadReaderBody
from workers.sources.thread_reader.stripped_page import ThreadReaderRemains
from workers.sources.threads.export import ThreadsExport
from workers.sources.threads.page import Threads
from workers.sources.web.mhtml import Mhtml
from workers.sources.web.page import WebPage
from workers.sources.x.api_answers import XApiAnswers
from workers.sources.x.archive_export import XArchive
from workers.sources.x.fxtwitter import FxTwitter
from workers.sources.x.nitter import Nitter
from workers.sources.x.page import XPage
from workers.sources.x.syndication import XSyndication
from workers.sources.x.tweet_detail import XTweetDetail

HTML_SOURCES: tuple[Source, ...] = (
    Threads(),
    XPage(),
    Nitter(),
    MastodonPage(),
    ThreadReaderPage(),
    ThreadReaderBody(),
    UnrolledPage(),
    LinkedIn(),
    WebPage(),
)
SOURCES: tuple[Source, ...] = (
    ExtensionPosts(),
    Bluesky(),
    Mastodon(),
    ActivityPub(),
    XTweetDetail(),
    FxTwitter(),
    XSyndication(),
    XArchive(),
    XApiAnswers(),
    ThreadsExport(),
    Mhtml(HTML_SOURCES),
    *HTML_SOURCES,
    PastedText((Clip(), SavedMarkdown(), ThreadReaderRemains(), ThreadReaderText()), Paste()),
)


def fetching_sources(settings: Settings) -> tuple[FetchingSource, ...]:
    """The Sources that can fetch from their sites. The first that takes an address fetches it; the most specific come first."""
    return (
        Bluesky(settings.bluesky_api),
        Mastodon(),
        ActivityPub(),
        XSyndication(),
        Threads(),
        ThreadReaderPage(),
        UnrolledPage(),
        WebPage(),
    )


def threads_in(capture: Capture) -> tuple[ThreadChoice, ...]:
    """The threads that a Capture holds; empty where its source reads single threads only. Raises NotAThread."""
    source = source_for(capture)
    return source.threads_in(capture) if isinstance(source, ListSource) else ()


def excerpts(capture: Capture, threads: Sequence[ThreadChoice]) -> tuple[Capture, ...]:
    """A Capture of each of those threads of a list; the whole list with the thread's address where its source has none."""
    source = source_for(capture)
    if isinstance(source, ExcerptSource):
        return tuple(source.excerpts(capture, threads))
    return tuple(replace(capture, hints=Hints(url=thread.address)) for thread in threads)


def lines_for_model(capture: Capture) -> tuple[tuple[str, int], ...]:
    """The lines of a pasted text that a language model may divide, with the blank lines above each; none of anything else."""
    try:
        source = source_for(capture)
        return source.lines_for_model(capture) if isinstance(source, PastedText) else ()
    except ThreadsheetError:
        return ()


def source_for(capture: Capture) -> Source:
    """The Source that reads this Capture. Raises NotAThread when none does."""
    for source in SOURCES:
        if source.claims(capture):
            return source
    raise NotAThread("unknown_json" if capture.media_type is MediaType.JSON else "")
