"""The one list of Sources, by hand. The first that claims a Capture reads it; the most particular come first."""

from __future__ import annotations

from archive.errors import NotAThread
from archive.settings import Settings
from archive.shapes.capture import Capture, MediaType
from workers.sources.activitypub import ActivityPub
from workers.sources.bluesky import Bluesky
from workers.sources.clip import Clip
from workers.sources.collected import Collected
from workers.sources.fxtwitter import FxTwitter
from workers.sources.linkedin import LinkedIn
from workers.sources.mastodon import Mastodon
from workers.sources.mastodon_page import MastodonPage
from workers.sources.nitter import Nitter
from workers.sources.paste import Paste
from workers.sources.saved_markdown import SavedMarkdown
from workers.sources.source import FetchingSource, Source
from workers.sources.thread_reader_body import ThreadReaderBody
from workers.sources.thread_reader_page import ThreadReaderPage
from workers.sources.thread_reader_remains import ThreadReaderRemains
from workers.sources.thread_reader_text import ThreadReaderText
from workers.sources.threads import Threads
from workers.sources.unrolled_page import UnrolledPage
from workers.sources.web_page import WebPage
from workers.sources.x_archive import XArchive
from workers.sources.x_page import XPage
from workers.sources.x_syndication import XSyndication
from workers.sources.x_tweet_detail import XTweetDetail

SOURCES: tuple[Source, ...] = (
    Collected(),
    Bluesky(),
    Mastodon(),
    ActivityPub(),
    XTweetDetail(),
    FxTwitter(),
    XSyndication(),
    XArchive(),
    Threads(),
    XPage(),
    Nitter(),
    MastodonPage(),
    ThreadReaderPage(),
    ThreadReaderBody(),
    UnrolledPage(),
    LinkedIn(),
    WebPage(),
    Clip(),
    SavedMarkdown(),
    ThreadReaderRemains(),
    ThreadReaderText(),
    Paste(),
)


STRANGE = "This is JSON in a form that Threadsheet does not know."


def fetching(settings: Settings) -> tuple[FetchingSource, ...]:
    """The Sources that can ask their sites. The first that takes an address asks; the most particular come first."""
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


def recognise(capture: Capture) -> Source:
    """The Source that reads this Capture. Raises NotAThread when none does."""
    for source in SOURCES:
        if source.claims(capture):
            return source
    raise NotAThread(STRANGE if capture.media_type is MediaType.JSON else None)
