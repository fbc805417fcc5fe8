"""Notifications: what happened is sent once, to addresses of the operator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive import notices, routines
from archive.archive import Archive
from domain.errors import NotifyFailed
from domain.shapes.notice import Event
from domain.shapes.routine import RoutineKind
from presentation.messages import sentence
from tests.archive.readings import NOON
from tests.site import Response, running_site
from workers.notifications import IDLE, MOST_LINES, compose, deliver, finish


def notice(id_: int, event: Event = Event.KEPT, thread_id: str | None = "t1") -> notices.Notice:
    return notices.Notice(id_, event, thread_id, f"On gates {id_}", None, NOON)


def test_many_pieces_of_news_are_one_message() -> None:
    title, text = compose([notice(number) for number in range(100)], "https://threads.example/")
    assert title == "Threadsheet: 100 pieces of news"
    assert text.count("https://threads.example/threads/t1") == MOST_LINES
    assert text.endswith("and 70 more")
    assert compose([notice(1, Event.GONE)], None) == (
        "Threadsheet: Gone at its source, and kept here: On gates 1",
        "Gone at its source, and kept here: On gates 1",
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of modules that apprise uses
def test_an_address_that_does_not_take_it_is_named_without_its_secrets() -> None:
    pytest.importorskip("apprise")
    with running_site({"*": Response(b"no", 500)}) as site, pytest.raises(NotifyFailed) as failed:
        deliver([f"json://kim:secret@127.0.0.1:{site.port}?method=get", "nonsense"], "A title", "A text")
    assert "secret" not in str(failed.value)
    with running_site({"*": Response(b"")}) as site:
        assert deliver([f"json://127.0.0.1:{site.port}?method=get", "nonsense:secret"], "A title", "A text") == ("nonsense",)


def test_a_message_that_one_address_took_is_not_sent_again(archive: Archive) -> None:
    with archive.database.write() as connection:
        notices.add(connection, archive, Event.NEW, "On gates", None, None)
    notices.plan(archive, digest=False)
    (id_,) = routines.request_due(archive)
    claimed = routines.claim(archive, id_)
    assert claimed
    finish(archive, claimed, notices.list_unsent(archive), ("json",), IDLE)
    assert notices.count_unsent(archive) == 0
    routine, failure = routines.find(archive, RoutineKind.NOTIFY, notices.SUBJECT) or (claimed, None)
    assert failure
    assert "json" in sentence(failure.reason)
    assert routine.due_at > archive.clock() + timedelta(days=1)  # nothing waits: the failure stays on the page
    with archive.database.write() as connection:
        notices.add(connection, archive, Event.NEW, "On walls", None, None)
    notices.plan(archive, digest=False)
    assert routines.request_due(archive) == [id_]
