"""Notifications: what happened is sent once, to addresses of the operator."""

from __future__ import annotations

import pytest

from archive import notices
from domain.errors import NotifyFailed
from domain.shapes.notice import Event
from tests.archive.readings import NOON
from tests.site import Response, running_site
from workers.notifications import MOST_LINES, compose, deliver


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
        deliver([f"json://kim:secret@127.0.0.1:{site.port}", "nonsense"], "A title", "A text")
    assert "secret" not in str(failed.value)
