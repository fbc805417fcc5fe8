"""The page of the bot, and what operators see of it."""

from __future__ import annotations

from datetime import UTC, datetime

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive import mentions, opt_outs, routines
from archive.archive import Archive
from domain.messages import message
from domain.shapes.mention import Command, NewMention
from domain.shapes.reading import Site
from domain.shapes.routine import Routine
from tests.server.pages.conftest import Read, token_of

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def mentioned(number: int, **more: bool) -> NewMention:
    address = f"at://did:plc:ole/app.bsky.feed.post/{number}"
    values = {"url": f"https://bsky.app/profile/did:plc:ole/post/{number}", "asker": "did:plc:ole", "handle": "ole.example"}
    return NewMention(Site.BLUESKY, address, address, text="unroll", asked_at=NOON, **values, **more)  # type: ignore[arg-type]


def claimed(archive: Archive) -> Routine:
    mentions.plan(archive, {Site.BLUESKY: "bot.example"})
    (id_,) = routines.request_due(archive)
    routine = routines.claim(archive, id_)
    assert routine
    return routine


def test_without_an_account_the_page_says_how(client: FlaskClient, read: Read) -> None:
    assert "THREADSHEET_BOT_BLUESKY" in read("/mentions").text


def test_what_the_bot_did_is_shown(client: FlaskClient, archive: Archive, read: Read) -> None:
    routine = claimed(archive)
    heard = [(mentioned(number), Command.UNROLL, None) for number in range(60)]
    heard += [(mentioned(99, is_bot=True), Command.UNROLL, message("bot.is_bot"))]
    mentions.note(archive, routine, Site.BLUESKY, "did:plc:bot", heard)
    first = mentions.list_waiting(archive, Site.BLUESKY, 1)[0]
    mentions.begin_answer(archive, routine, first, message("bot.no_thread"))
    mentions.finish_answer(archive, routine, first, "at://did:plc:bot/app.bsky.feed.post/3kanswer")
    pages = [read(f"/mentions?page={page}") for page in (1, 2, "x")]
    assert [len(page.select("#done .token-line")) for page in pages] == [50, 11, 50]
    assert "1 answer · 59 under way · 1 without an answer" in pages[0].text
    hrefs = {link["href"] for page in pages for link in page.select("#done a")}
    assert "https://bsky.app/profile/did:plc:bot/post/3kanswer" in hrefs
    assert "A bot asked." in pages[0].text + pages[1].text


def test_operators_see_when_mentions_were_read_and_what_is_wrong(client: FlaskClient, archive: Archive, read: Read) -> None:
    mentions.note(archive, claimed(archive), Site.BLUESKY, "did:plc:bot", [(mentioned(1), Command.UNROLL, None)])
    mentions.record_failure(archive, Site.BLUESKY, message("bot_failed.login", handle="bot.example"))
    for path in ("/status", "/mentions"):
        assert "The server of bot.example refuses the login." in read(path).text
    metrics = client.get("/metrics").get_data(as_text=True)
    assert 'threadsheet_bot_mentions{site="bluesky",state="waiting"} 1.0' in metrics
    assert 'threadsheet_bot_failures{site="bluesky"} 1.0' in metrics
    assert 'threadsheet_bot_look_seconds{site="bluesky"}' in metrics


def test_an_account_is_left_alone_and_taken_off_the_list(client: FlaskClient, archive: Archive, read: Read) -> None:
    form = {"csrf_token": token_of(read("/mentions"))}
    for site, handle in (("bluesky", "@Ida.Example.org"), ("mastodon", "ida@mastodon.example")):
        assert client.post("/mentions/opt-outs", data={**form, "site": site, "handle": handle}).status_code == 303
    refused = client.post("/mentions/opt-outs", data={**form, "site": "mastodon", "handle": "<b>ida"})
    assert (refused.status_code, "no account of Mastodon" in refused.get_data(as_text=True)) == (422, True)
    assert client.post("/mentions/opt-outs", data={**form, "site": "x", "handle": "ida"}).status_code == 404
    assert mentions.is_out(archive, Site.BLUESKY, "did:plc:ida", "ida.example.org")
    shown = BeautifulSoup(client.get("/mentions").data, "lxml").select("#opt-outs .token-line")
    assert len(shown) == 2
    gone = {**form, "do": "remove", "site": "bluesky", "account": "ida.example.org"}
    assert client.post("/mentions/opt-outs", data=gone).status_code == 303
    assert [item.site for item in opt_outs.list_all(archive)] == [Site.MASTODON]
    assert client.post("/mentions/opt-outs", data=gone).status_code == 404
