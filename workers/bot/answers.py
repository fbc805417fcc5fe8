"""Words the bot's answers, in the asker's language where there is one of ours."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from archive import mentions, shares, submissions
from archive.archive import Archive
from archive.secret_key import secret_key
from archive.threads import editing, threads
from domain.editions import Edition
from domain.edits.requests import EditRequest, PointRequest
from domain.errors import Gone, Invalid, LoginRequired, NotAThread, NotFound
from domain.excerpt import excerpt
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.mention import Mention, MentionState
from domain.shapes.share import Share
from domain.shapes.submission import BOT, State
from domain.shapes.thread import Thread
from domain.share_secrets import PATH, share_secret
from presentation.messages import DEFAULT_LANGUAGE, languages, load_messages, sentence
from presentation.verdict import verdict_line
from workers.bot.site import Answer

NAME: Final = 50
DAY: Final = 24 * 3600
WHY: Final = {Gone.code: "bot.gone", LoginRequired.code: "bot.private", NotAThread.code: "bot.no_thread"}
"""What an asker is told of a submission that failed; of others that it failed."""


def reason_to_tell(archive: Archive, mention: Mention) -> Message | None:
    """Why there will be no link; None where the thread is archived, and may be given to the asker."""
    if mention.state is MentionState.ANSWERING and mention.reason:
        return mention.reason
    try:
        submission = submissions.get(archive, mention.submission_id or "")
    except NotFound:
        return message("bot.failed")
    if submission.state is not State.DONE or submission.thread_id is None:
        return message(WHY.get(submission.failure.code if submission.failure else "", "bot.failed"))
    try:
        thread = threads.load(archive, submission.thread_id)
    except NotFound:
        return message("bot.failed")
    handle = thread.version.author.handle
    return message("bot.opted_out") if mentions.is_out(archive, mention.site, mention.author, handle) else None


def compose_refusal(reason: Message, mention: Mention, now: datetime) -> Answer:
    language = answer_language(mention)
    return Answer(sentence(reason, language), language, now)


def compose_link(archive: Archive, settings: Settings, mention: Mention, now: datetime) -> Answer:
    """How many points there are, whether all are there, and the link. Raises NotFound when the thread was deleted."""
    thread = _without_mention(archive, submissions.get(archive, mention.submission_id or "").thread_id or "", mention)
    share = _share(archive, settings, thread)
    secret = share_secret(secret_key(settings.secret_key, settings.data), share.id)
    url, language = f"{(settings.public_url or '').rstrip('/')}{PATH}{secret}", answer_language(mention)
    version, texts = thread.version, load_messages(language)
    about = verdict_line(version.completeness, len(version.points), texts)
    author = excerpt(version.author.name or version.author.handle or "?", NAME)
    text = texts.bot.answer(len(version.points), author=author, verdict=about, url=url)
    return Answer(text, language, now, url, version.title, about)


def answer_language(mention: Mention) -> str:
    """The language of the mention if we have it, else English."""
    language = (mention.language or "").partition("-")[0].lower()
    return language if language in languages() else DEFAULT_LANGUAGE


def _without_mention(archive: Archive, thread_id: str, mention: Mention) -> Thread:
    """The thread without the post that only asks for it, which is its last where its own author asks.

    Left out by an edit, which can be undone. Raises Conflict when the thread has just changed: then it is tried again.
    """
    thread, names = threads.load(archive, thread_id), {mention.address, mention.url} - {None}
    points = thread.version.points
    position = next((point.position for point in points if {point.post_id, point.url} & names), None)
    if position is None or len(points) == 1:
        return thread
    with suppress(Invalid):
        editing.edit(archive, thread_id, EditRequest(drop=PointRequest(position)), BOT, thread.number)
    return threads.load(archive, thread_id)


def _share(archive: Archive, settings: Settings, thread: Thread) -> Share:
    """The link that the bot gave already, or a new one: for reading, with themes only where the operator wants that."""
    assert thread.id is not None
    if share := shares.find_made_by(archive, thread.id, BOT):
        return share
    editions = (Edition.READING, Edition.ANNOTATED) if settings.bot_themes else (Edition.READING,)
    seconds = settings.bot_share_days * DAY or None
    return shares.create(archive, thread.id, by=BOT, seconds=seconds, redact=False, editions=editions, tags=settings.bot_themes)
