"""An archive with something in every table that is exported."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, Table, insert, select

from archive import captures, codebooks, media, people, submissions
from archive.archive import Archive
from archive.codebooks import stored
from archive.codings import answers, settling
from archive.codings import records as codings
from archive.library import batches, collections, index
from archive.library.tables import vectors
from archive.tables import follow_threads, follows, opt_outs, refresh_schedules, same_authors, steps, versions
from archive.tags import decisions, retaggings
from archive.tags.model_answers import ModelAnswers
from archive.threads import curation, editing, threads, wastebasket
from archive.threads.merging import merge_threads
from archive.threads.versions import highest_number
from archive.transfer.contents import AFTER_THREADS, BEFORE_THREADS, OF_THREAD
from archive.transfer.rows import plain_columns, to_json
from domain.edits import EditRequest
from domain.messages import Message
from domain.shapes.batch import BatchChange
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.codebook import Origin
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import Answer, TagAction, TagRequest
from domain.shapes.edit import Facts
from domain.shapes.person import Role
from domain.shapes.picture import Picture
from domain.shapes.reading import Site
from domain.shapes.submission import OWNER, State
from domain.shapes.thread import Version
from tests.archive.readings import CODEBOOK, NOON, paste, point, tag, version

EXPORTED = (*BEFORE_THREADS, *OF_THREAD, *AFTER_THREADS)
BOOK = codebooks.load()[codebooks.BUILT_IN]


def fill(archive: Archive, mark: str = "") -> tuple[str, str, str]:
    """Fills an archive. Returns the ids of an annotated thread, one in the wastebasket, and one merged into the first."""
    annotated = _annotated_thread(archive, mark)
    page = paste(f"<p>Gelöscht, 日本語 {mark}</p>", via=Via.PAGE, media_type=MediaType.HTML, url=f"https://example.org/{mark}")
    deleted = _store(archive, version(point(1, text=f"gone {mark}"), title=f"gone {mark}"), mark, page)
    wastebasket.put(archive, deleted, "Kim")
    merged = _store(archive, version(point(1, text=f"twin {mark}")), f"{mark}twin", paste(f"twin {mark}"))
    with archive.database.write(alone=True) as connection:
        merge_threads(connection, annotated, merged)
        threads.set_latest(connection, annotated, highest_number(connection, annotated))
        index.refresh(connection, annotated)
    _fill_the_rest(archive, annotated, mark)
    _code(archive, annotated)
    return annotated, deleted, merged


def _store(archive: Archive, reading: Version, mark: str, *sources: Capture) -> str:
    ids = [captures.store(archive, capture) for capture in sources]
    return threads.store(archive, _elsewhere(reading, mark), ids, CODEBOOK).thread_id


def _elsewhere(reading: Version, mark: str) -> Version:
    """The same under an address of its own."""
    url = f"https://x.com/sam/status/9{mark}"
    return replace(reading, url=url, points=tuple(replace(item, url=url) for item in reading.points))


def _annotated_thread(archive: Archive, mark: str) -> str:
    stored.store(archive, replace(BOOK, description=f"{BOOK.description} {mark}"), Origin.WEB)
    reading = version(point(1, tag(), tag("turf-war"), post_id=f"{mark}1"), point(2, post_id=f"{mark}2"), root=f"{mark}1")
    reading = _elsewhere(reading, f"{mark}first")
    sources = [captures.store(archive, paste(text)) for text in (f"first {mark}", f"second \u202e {mark}")]
    id_ = threads.store(archive, reading, sources, CODEBOOK).thread_id
    for url in media.request(archive, id_, 1, reading):
        media.store(archive, url, Picture(f"a picture {mark}".encode(), "image/png", 40, 30))
    accepted = TagRequest(TagAction.ACCEPT, "product-fed", "silos", None, "accept.0", "They guard")
    decisions.decide(archive, id_, 1, 1, [accepted], BOOK, "Kim")
    editing.edit(archive, id_, EditRequest(set=Facts(title=f"On gates {mark}")), "Kim")
    curation.change(archive, id_, "Kim", new_labels=["to read", "später"], favourite=True, note="*Read* this")
    curation.change(archive, id_, "Sam", note="Another *reader*")
    curation.write_point_note(archive, id_, 1, "Why?", "Sam")
    retaggings.request(archive, id_, CODEBOOK.id)
    with archive.database.write() as connection:
        last = connection.execute(select(versions.c.id).where(versions.c.thread_id == id_).order_by(versions.c.id)).scalars()
        values = {"version_id": list(last)[-1], "encoder": "one", "vectors": bytes(range(256))}
        connection.execute(insert(vectors).values(**values))
    return id_


def _code(archive: Archive, thread_id: str) -> None:
    """A coding that two people have ended, with a difference that is settled."""
    silos = TagRequest(TagAction.ADD, "product-fed", "silos", ((0, 4),))
    people.invite(archive, "Kim", Role.EDITOR, OWNER)
    coding = codings.begin(archive, CodingRequest("Pilot", ("Kim", OWNER), (thread_id,)), BOOK.ref, OWNER)
    answers.put(archive, coding.id, 1, "Kim", [silos], "They guard", BOOK)
    for name in ("Kim", OWNER):
        answers.finish(archive, coding.id, name, rest=True)
    settling.settle(archive, coding.id, 1, ("product-fed", "silos"), Answer.YES, BOOK, "Kim")


def _fill_the_rest(archive: Archive, thread_id: str, mark: str) -> None:
    collections.save(archive, f"Gates {mark}", "gates", "Kim")
    batches.request(archive, [thread_id], BatchChange(("a",), (), None, False), "Kim")
    ModelAnswers(archive).store(f"a question {mark}", "an answer")
    sent = submissions.receive(archive, capture=paste(f"never read {mark}"), url="https://example.org/").submission
    submissions.cancel(archive, sent.id)
    with archive.database.write() as connection:
        began = {"submission_id": sent.id, "claim": 1, "state": State.FETCHING, "started_at": NOON}
        connection.execute(insert(steps).values(**began))
        connection.execute(insert(same_authors).values(site=Site.X, handle=f"sam{mark}", person=f"sam {mark}"))
        _fill_follows(connection, sent.id, mark)


def _fill_follows(connection: Connection, submission_id: str, mark: str) -> None:
    """Schedules, and a followed author with a thread."""
    id_, now = f"follow{mark}", {"created_at": NOON}
    connection.execute(insert(refresh_schedules).values(site="x", handle=f"sam{mark}", every=86_400))
    followed = {"site": Site.BLUESKY, "handle": f"ida{mark}", "archive": True, "every": 3600, "by": "Kim", "gone_at": NOON}
    connection.execute(insert(follows).values(id=id_, **followed, fault=Message("gone"), **now))
    seen = {"follow_id": id_, "name": f"at://{mark}", "newest": "3", "submission_id": submission_id}
    connection.execute(insert(follow_threads).values(**seen))
    connection.execute(insert(opt_outs).values(site=Site.BLUESKY, account=f"did:plc:{mark}", handle="ida", by="Kim", **now))


def rows_of(archive: Archive, table: Table) -> list[dict[str, object]]:
    """All rows of a table as an export has them, in order."""
    with archive.database.read() as connection:
        query = select(*plain_columns(table)).order_by(*table.primary_key.columns)
        return sorted(map(to_json, connection.execute(query)), key=repr)
