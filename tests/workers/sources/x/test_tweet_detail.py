"""X's own answers about a conversation: the author's chain comes out, whatever stands around it and in whatever order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from domain.errors import Gone, LoginRequired, NotAThread
from domain.messages import message
from domain.shapes.post import MediaKind, SpanKind
from presentation.messages import sentence
from tests.workers.reading import answer, codes, ids, read, texts, thread
from tests.workers.sources.x.x_answers import (
    INES,
    MIRA,
    OLE,
    alone,
    branch,
    cursor,
    detail,
    item,
    post,
    self_thread,
    tombstone,
    tweet,
    tweets,
)

URL = "https://x.com/mira_holm/status/{}"
WHOLE = ["1001", "1002", "1003", "1004"]


def conversation(year: int = 2023, *more: Any) -> list[Any]:
    """A thread of four with a stranger's answer, an answer to that, an advert, and recommendations."""
    root, *rest = self_thread(4, year)
    question = tweet(2001, "Why?", INES, (1001, MIRA), year)
    reply = tweet(2002, "Because.", MIRA, (2001, INES), year)
    advert = tweet(9001, "Buy this.", OLE, year=year, conversation="9001")
    other = tweet(9002, "Another thread.", MIRA, year=year, conversation="9002")
    return [
        alone("tweet-1001", item(root, tweetDisplayType="SelfThread"), 1000),
        branch("conversationthread-1002", tweets(*rest), 900),
        branch("conversationthread-2001", tweets(question, reply), 800),
        branch("conversationthread-9001-5d4f", [("tweet-9001", item(advert, promotedMetadata={}))], 700),
        branch("module-1", tweets(other), 600, displayType="Vertical", header={"text": "Discover more"}),
        *more,
    ]


@pytest.mark.parametrize("year", [2023, 2026])
@pytest.mark.parametrize("requested_id", [None, 1001, 1002, 1004])
def test_the_same_thread_from_any_of_its_posts_and_from_every_year(year: int, requested_id: int | None) -> None:
    version = thread(answer(detail(*conversation(year)), URL.format(requested_id) if requested_id else None))
    assert ids(version) == WHOLE
    assert version.root_post_id == "1001"
    assert (version.author.name, version.author.handle) == ("Mira Holm", "mira_holm")
    assert version.url == URL.format(1001)


def test_entries_may_come_in_any_order() -> None:
    entries = conversation()
    random.Random(3).shuffle(entries)
    assert ids(thread(answer(detail(*entries)))) == WHOLE


def test_the_page_of_a_post_in_the_middle_shows_the_ones_above_it_first() -> None:
    one, two, three, four = self_thread(4)
    body = detail(post(one, 99), post(two, 98), post(three, 97), branch("conversationthread-1004", tweets(four), 90))
    assert ids(thread(answer(body, URL.format(1003)))) == WHOLE


def test_a_page_without_sort_indices_is_read_as_it_stands() -> None:
    entries = conversation()
    for entry in entries:
        del entry["sortIndex"]
    assert ids(thread(answer(detail(*entries)))) == WHOLE


def test_the_end_is_proven_when_all_answers_to_the_last_post_are_here() -> None:
    version = thread(answer(detail(*conversation_with_counts())))
    assert (version.completeness.verdict.value, codes(version)) == ("complete", {"chain_ends"})


def test_it_is_not_while_x_had_more_to_load() -> None:
    version = thread(answer(detail(*conversation_with_counts(), alone("cursor-bottom-1", cursor("Bottom"), 1))))
    assert version.completeness.verdict == "unknown"
    assert "replies_not_loaded" in codes(version)


def conversation_with_counts() -> list[Any]:
    root, *rest = self_thread(4, reply_count=1)
    rest[-1]["legacy"]["reply_count"] = 0
    question = tweet(2001, "Why?", INES, (1001, MIRA))
    return [
        post(root, 1000),
        branch("conversationthread-1002", tweets(*rest), 900),
        branch("conversationthread-2001", tweets(question), 800),
    ]


@pytest.mark.parametrize("kind", ["ShowMore", "ShowMoreThreads"])
def test_posts_behind_show_replies_are_a_gap(kind: str) -> None:
    root, two, three, _ = self_thread(4)
    hidden = [*tweets(two, three), ("cursor-showmore-1", cursor(kind))]
    version = thread(answer(detail(post(root, 99), branch("conversationthread-1002", hidden, 98))))
    assert version.completeness.verdict == "gaps"
    assert [(gap.after_position, gap.count, gap.code) for gap in version.completeness.gaps] == [(3, None, "more_hidden")]


def test_those_under_a_strangers_answer_are_not() -> None:
    entries = conversation()
    entries[2]["content"]["items"].append({"entryId": "c", "item": {"itemContent": cursor("ShowMore")}})
    assert thread(answer(detail(*entries))).completeness.verdict == "unknown"


def test_a_cursor_right_behind_the_thread_is_a_gap() -> None:
    root, *rest = self_thread(4)
    entries = [
        post(root, 9),
        branch("conversationthread-1002", tweets(*rest), 8),
        alone("cursor-bottom-1", cursor("Bottom"), 7),
    ]
    version = thread(answer(detail(*entries)))
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(4, "more_not_loaded")]


def test_the_answer_behind_a_cursor_closes_its_gap() -> None:
    root, two, three, four = self_thread(4)
    first = detail(post(root, 99), branch("conversationthread-1002", [*tweets(two), ("cursor-1", cursor("ShowMore"))], 98))
    name = "conversationthread-1002"
    more = [{"entryId": f"{name}-{suffix}", "item": {"itemContent": content}} for suffix, content in tweets(three, four)]
    second = {
        "data": {
            "threaded_conversation_with_injections_v2": {
                "instructions": [{"type": "TimelineAddToModule", "moduleEntryId": name, "moduleItems": more}]
            }
        }
    }
    answers = [{"url": "https://x.com/i/api/1", "status": 200, "body": body} for body in (first, second)]
    version = thread(answer({"format": "x-tweetdetail", "answers": answers}))
    assert ids(version) == WHOLE
    assert version.completeness.verdict == "unknown"


def test_a_deleted_post_leaves_a_gap_and_what_follows_it_stays() -> None:
    one, _, three, four = self_thread(4)
    entries = [post(one, 99), alone("tweet-1002", item(tombstone()), 98), post(three, 97), post(four, 96)]
    version = thread(answer(detail(*entries), URL.format(1004)))
    assert ids(version) == ["1001", "1003", "1004"]
    (gap,) = version.completeness.gaps
    assert (gap.after_position, gap.count, gap.code) == (1, 1, "tombstone")
    assert sentence(gap.reason) == "A post is missing here. X says: “This Post was deleted by the Post author.”"


def test_a_post_that_is_simply_not_there_leaves_a_gap_too() -> None:
    one, _, three, four = self_thread(4)
    version = thread(
        answer(detail(post(one, 99), branch("conversationthread-1003", tweets(three, four), 98)), URL.format(1001))
    )
    assert ids(version) == ["1001", "1003", "1004"]
    assert [(gap.after_position, gap.code) for gap in version.completeness.gaps] == [(1, "parent_missing")]


def test_an_empty_result_is_a_post_that_x_does_not_show() -> None:
    one, _, three, _ = self_thread(4)
    version = thread(answer(detail(post(one, 99), alone("tweet-1002", item(None), 98), post(three, 97)), URL.format(1003)))
    assert [gap.code for gap in version.completeness.gaps] == ["tombstone"]


def test_the_authors_answers_to_others_are_not_the_thread_even_when_the_question_is_gone() -> None:
    root, *rest = self_thread(3)
    late = tweet(3002, "As I said.", MIRA, (3001, MIRA))
    entries = [
        post(root, 99),
        branch("conversationthread-1002", tweets(*rest), 98),
        branch("conversationthread-2001", tweets(tweet(2001, "Why?", INES, (1001, MIRA)), late), 97),
    ]
    assert ids(thread(answer(detail(*entries)))) == ["1001", "1002", "1003"]


def test_a_thread_that_answers_somebody_begins_after_them() -> None:
    question = tweet(1001, "What is a team?", INES)
    first = tweet(1002, "Let me say it in two.", MIRA, (1001, INES))
    second = tweet(1003, "That was it.", MIRA, (1002, MIRA))
    version = thread(answer(detail(post(question, 9), post(first, 8), post(second, 7)), URL.format(1003)))
    assert ids(version) == ["1002", "1003"]
    assert "begins_as_answer" in codes(version)


def one(result: Any) -> Any:
    return read(answer(detail(post(result, 1)))).posts[0]


def test_a_long_post_comes_whole_out_of_its_note() -> None:
    long = "@ines " + "A long point, " * 40 + "https://t.co/x and its end & more."
    note = {"note_tweet_results": {"result": {"text": long, "entity_set": {"urls": [link(long, "https://t.co/x")]}}}}
    short = f"@ines {'A long point, ' * 18}A… https://t.co/z"
    parsed = one(tweet(1001, short, display_text_range=[6, len(short)], note_tweet=note))
    assert parsed.text.startswith("A long point")
    assert parsed.text.endswith("https://example.org/whole?a=1&b=2 and its end & more.")
    assert not parsed.truncated
    assert [(span.kind, parsed.text[span.start : span.end]) for span in parsed.spans] == [
        (SpanKind.LINK, "https://example.org/whole?a=1&b=2")
    ]


def link(text: str, short: str, expanded: str = "https://example.org/whole?a=1&b=2") -> Any:
    return {"url": short, "expanded_url": expanded, "indices": [text.find(short), text.find(short) + len(short)]}


@pytest.mark.parametrize("note", [{"is_expandable": True}, None])
def test_a_long_post_without_its_note_is_truncated(note: Any) -> None:
    text = "It begins here and goes on… https://t.co/z"
    more = {"note_tweet": note} if note else {}
    assert one(tweet(1001, text, **more)).truncated
    version = thread(answer(detail(post(tweet(1001, text, **more), 1))))
    assert version.completeness.verdict == "gaps"
    assert "truncated" in codes(version)


def test_dots_before_a_link_of_the_authors_own_are_no_truncation() -> None:
    text = "Read this… https://t.co/z"
    assert not one(tweet(1001, text, entities={"urls": [link(text, "https://t.co/z")]})).truncated


def test_what_is_shown_is_counted_in_code_points_and_unescaped() -> None:
    text = "@ines 👩🏽‍🚀 R&amp;D &lt;3 #teams https://t.co/p"
    start = text.index("#teams")
    entities = {
        "hashtags": [{"text": "teams", "indices": [start, start + 6]}],
        "media": [{"url": "https://t.co/p", "indices": [len(text) - 14, len(text)]}],
    }
    parsed = one(tweet(1001, text, display_text_range=[6, len(text) - 15], entities=entities))
    assert parsed.text == "👩🏽‍🚀 R&D <3 #teams"
    (span,) = parsed.spans
    assert (parsed.text[span.start : span.end], span.kind, span.url) == (
        "#teams",
        SpanKind.HASHTAG,
        "https://x.com/hashtag/teams",
    )


def test_pictures_films_cards_and_polls() -> None:
    media = [
        {"type": "photo", "media_url_https": "https://pbs.twimg.com/media/a.jpg", "ext_alt_text": "A chart"},
        {
            "type": "video",
            "media_url_https": "https://pbs.twimg.com/still.jpg",
            "video_info": {
                "variants": [
                    {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/a.m3u8"},
                    {"content_type": "video/mp4", "bitrate": 256000, "url": "https://video.twimg.com/small.mp4"},
                    {"content_type": "video/mp4", "bitrate": 832000, "url": "https://video.twimg.com/large.mp4"},
                ]
            },
        },
    ]
    values = [
        {"key": "title", "value": {"string_value": "A page"}},
        {"key": "card_url", "value": {"string_value": "https://t.co/z"}},
        {"key": "thumbnail_image_large", "value": {"image_value": {"url": "https://pbs.twimg.com/card.jpg"}}},
    ]
    text = "Look: https://t.co/z"
    parsed = one(
        tweet(
            1001,
            text,
            extended_entities={"media": media},
            entities={"urls": [link(text, "https://t.co/z")]},
            card={"legacy": {"name": "summary_large_image", "binding_values": values}},
        )
    )
    assert [(media.kind, media.url, media.alt, media.poster_url) for media in parsed.media] == [
        (MediaKind.IMAGE, "https://pbs.twimg.com/media/a.jpg", "A chart", None),
        (MediaKind.VIDEO, "https://video.twimg.com/large.mp4", None, "https://pbs.twimg.com/still.jpg"),
        (MediaKind.CARD, "https://example.org/whole?a=1&b=2", "A page", "https://pbs.twimg.com/card.jpg"),
    ]


def test_a_polls_choices_in_their_order() -> None:
    values = [{"key": f"choice{n}_label", "value": {"string_value": word}} for n, word in ((2, "No"), (1, "Yes"))]
    parsed = one(tweet(1001, "Well?", card={"legacy": {"name": "poll2choice_text_only", "binding_values": values}}))
    assert [(media.kind, media.alt) for media in parsed.media] == [(MediaKind.POLL, "Yes\nNo")]


def test_a_quoted_post_stands_apart_and_its_address_is_no_word() -> None:
    text = "She says it better https://t.co/q"
    entities = {"urls": [link(text, "https://t.co/q", "https://twitter.com/ines/status/500?s=20")]}
    quoted = {"result": {"__typename": "TweetWithVisibilityResults", "tweet": tweet(500, "It &amp; more", INES)}}
    parsed = one(tweet(1001, text, entities=entities, quoted_status_id_str="500", quoted_status_result=quoted))
    assert parsed.text == "She says it better"
    assert (parsed.quote.text, parsed.quote.author.handle, parsed.quote.url) == (
        "It & more",
        "ines",
        "https://x.com/ines/status/500",
    )


def test_a_quoted_post_that_is_gone_says_so() -> None:
    parsed = one(tweet(1001, "Gone", quoted_status_result={"result": tombstone("This Post is from a suspended account.")}))
    assert parsed.quote.unavailable == message("unavailable.words", words="This Post is from a suspended account.")


def test_posts_inside_of_visibility_results_count() -> None:
    results = self_thread(2)
    wrapped = {"__typename": "TweetWithVisibilityResults", "tweet": results[1]}
    entries = [post(results[0], 9), alone("tweet-1002", item(wrapped), 8)]
    assert ids(thread(answer(detail(*entries), URL.format(1001)))) == ["1001", "1002"]


def test_an_author_without_a_name_is_nobody_else() -> None:
    root, *rest = self_thread(2)
    stranger = tweet(2001, "Me too.", INES, (1002, MIRA))
    del stranger["core"]
    entries = [post(root, 9), branch("conversationthread-1002", tweets(*rest, stranger), 8)]
    assert ids(thread(answer(detail(*entries)))) == ["1001", "1002"]


def test_one_post_that_was_asked_for_alone() -> None:
    version = thread(answer({"data": {"tweetResult": {"result": tweet(1001, "Alone.")}}}))
    assert texts(version) == ["Alone."]
    assert version.completeness.verdict == "unknown"
    assert "one_post_only" in codes(version)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"data": {"tweetResult": {"result": tombstone("This Post was deleted.")}}}, Gone),
        ({"data": {"tweetResult": {"result": {"__typename": "TweetUnavailable", "reason": "NsfwLoggedOut"}}}}, LoginRequired),
        (detail(alone("tweet-1", item(tombstone("Age-restricted adult content.")), 1)), LoginRequired),
        ({"data": {"user": {"result": {"timeline": {"instructions": [{"tweet_results": {}}]}}}}}, NotAThread),
    ],
)
def test_where_there_is_no_post_it_is_said_why(body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(answer(body))


def test_an_article_is_one_post() -> None:
    article = {"title": "On teams", "content_state": {"blocks": [{"text": "First."}, {"text": ""}, {"text": "Second."}]}}
    parsed = one(tweet(1001, "https://t.co/a", article={"article_results": {"result": article}}))
    assert parsed.text == "On teams\n\nFirst.\n\nSecond."
    assert not parsed.truncated


def test_links_of_an_article_are_where_they_were() -> None:
    block = {"text": "🧵 Two calendars.", "type": "unstyled", "entityRanges": [{"key": 0, "offset": 3, "length": 13}]}
    entities = [{"key": "0", "value": {"type": "LINK", "data": {"url": "https://example.org/a"}}}]
    state = {"blocks": [{"text": "First", "type": "header-two"}, block], "entityMap": entities}
    article = {"title": "On teams", "content_state": state}
    parsed = one(tweet(1001, "https://t.co/a", article={"article_results": {"result": article}}))
    assert parsed.text == "On teams\n\nFirst\n\n🧵 Two calendars."
    assert [(parsed.text[span.start : span.end], span.url) for span in parsed.spans] == [
        ("Two calendars", "https://example.org/a")
    ]
