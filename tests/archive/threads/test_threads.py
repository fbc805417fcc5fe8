from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from archive import blob_gc, captures, handouts, schedules, submissions
from archive.archive import Archive
from archive.library.tables import library_themes
from archive.tables import audit, metadata, oldest_readers, redirects
from archive.tables import threads as rows
from archive.threads import curation, thread_list, threads, versions
from archive.threads.merging import merge_threads
from domain import ids
from domain.editions import Edition
from domain.errors import NotFound
from domain.settings import Settings
from domain.shapes.capture import Via
from domain.shapes.codebook import CodebookRef
from domain.shapes.handout import Format
from domain.shapes.reading import Site
from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Cause, Point, PointSummary, Role, Verdict, Version, VersionSummary
from tests.archive.readings import CODEBOOK, NOON, paste, point, tag, version


def store(archive: Archive, reading: Version, text: str = "paste", codebook: CodebookRef = CODEBOOK) -> threads.Stored:
    return threads.store(archive, reading, [captures.store(archive, paste(text))], codebook)


def test_a_thread_comes_back_whole(archive: Archive) -> None:
    reading = version(point(1, tag(), tag("turf-war"), post_id="1"), point(2, post_id="2"), root="1")
    stored = store(archive, reading)
    thread = threads.load(archive, stored.thread_id)
    assert thread.version == reading
    assert (thread.id, thread.number, thread.codebook, thread.tags_revision) == (stored.thread_id, 1, CODEBOOK, 1)
    assert thread.versions == (VersionSummary(1, NOON, 2, Verdict.GAPS, Cause.READ, thread.archived_at),)
    assert [(item.via, item.captured_at) for item in thread.captures] == [(Via.PASTE, NOON)]
    assert thread.archived_at is not None


def test_the_same_reading_again_adds_no_version(archive: Archive) -> None:
    first, again = store(archive, version()), store(archive, version())
    assert (first.added, again.added) == (True, False)
    assert (again.thread_id, again.number) == (first.thread_id, 1)


def test_twenty_at_once_store_one_thread_with_one_version(archive: Archive) -> None:
    capture = captures.store(archive, paste())
    with ThreadPoolExecutor(20) as crowd:
        stored = list(crowd.map(lambda _: threads.store(archive, version(), [capture], CODEBOOK), range(20)))
    assert len({item.thread_id for item in stored}) == 1
    assert sum(item.added for item in stored) == 1
    assert len(threads.load(archive, stored[0].thread_id).versions) == 1


def test_another_reading_of_the_same_capture_is_another_version(archive: Archive) -> None:
    first = store(archive, version())
    second = store(archive, version(title="Hello again"))
    assert (second.thread_id, second.number, second.added) == (first.thread_id, 2, True)
    assert threads.load(archive, first.thread_id).version.title == "Hello again"
    assert threads.load(archive, first.thread_id, 1).version.title == "Hello"


@pytest.mark.parametrize("seen", [("2",), ("3", "4"), ("1", "9")])
def test_any_known_post_finds_the_thread(archive: Archive, seen: tuple[str, ...]) -> None:
    first = store(archive, version(point(1, post_id="1"), point(2, post_id="2"), point(3, post_id="3")), "whole")
    part = version(*(point(position, post_id=id_) for position, id_ in enumerate(seen, 1)))
    assert store(archive, part, "part").thread_id == first.thread_id


def test_the_same_post_id_of_another_site_is_another_thread(archive: Archive) -> None:
    first = store(archive, version(root="1"), "one")
    assert store(archive, version(root="1", site=Site.MASTODON), "two").thread_id != first.thread_id


def test_a_part_that_two_threads_know_goes_to_the_older(archive: Archive) -> None:
    older = store(archive, version(root="1"), "one")
    store(archive, version(root="2"), "two")
    both = store(archive, version(point(1, post_id="2"), point(2, post_id="1")), "three")
    assert both.thread_id == older.thread_id


def test_a_thread_of_more_posts_than_one_statement_takes_is_found(archive: Archive) -> None:
    many = [Point(n, Role.POINT, f"point {n}", post_id=str(n)) for n in range(1, 2501)]
    first = store(archive, version(*many), "whole")
    assert store(archive, version(point(1, post_id="2500")), "last").thread_id == first.thread_id
    assert len(threads.load(archive, first.thread_id, 1).version.points) == 2500


def test_names_and_handles_of_any_length_are_stored(archive: Archive) -> None:
    reading = version(point(1, post_id="9" * 100_000))
    long = replace(reading, author=replace(reading.author, handle="\u00e9\0" * 50_000))
    assert threads.load(archive, store(archive, long).thread_id).version.points[0].post_id == "9" * 100_000


def test_times_are_utc_whatever_zone_they_came_in(archive: Archive) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    stored = store(archive, replace(version(), posted_at=elsewhere))
    posted_at = threads.load(archive, stored.thread_id).version.posted_at
    assert posted_at == NOON
    assert posted_at.utcoffset() == timedelta()


def test_new_tags_of_the_model_replace_its_old_ones_and_raise_the_revision(archive: Archive) -> None:
    id_ = store(archive, version(point(1, tag()))).thread_id
    again = store(archive, version(point(1, tag("turf-war"))))
    assert not again.added
    thread = threads.load(archive, id_)
    assert [item.theme for item in thread.version.points[0].tags] == ["turf-war"]
    assert thread.tags_revision == 2
    store(archive, version(point(1, tag("turf-war"))))
    assert threads.load(archive, id_).tags_revision == 2


def test_a_thread_is_shown_by_its_first_codebook_until_a_person_chooses_another(archive: Archive) -> None:
    other = CodebookRef("kindness", 3)
    id_ = store(archive, version(point(1, tag()))).thread_id
    store(archive, version(point(1, tag("warm", "kind"))), codebook=other)
    assert threads.load(archive, id_).version.points[0].tags == (tag(),)
    assert [tagging.codebook.id for tagging in threads.list_taggings(archive, id_)] == ["product-culture", "kindness"]
    assert threads.load(archive, id_, codebook="kindness").codebook == other
    curation.choose_codebook(archive, id_, "kindness")
    assert threads.load(archive, id_).codebook == other
    store(archive, version(point(1, tag()), point(2)))
    assert threads.load(archive, id_).codebook == other
    with pytest.raises(NotFound):
        curation.choose_codebook(archive, id_, "nobody's")
    with pytest.raises(NotFound):
        threads.load(archive, id_, codebook="nobody's")


def test_the_list_has_the_latest_first_with_the_families_of_each_point(archive: Archive) -> None:
    reading = version(point(1, tag(), tag("turf-war"), tag("shared-outcome", "value-led")), replace(point(2), number=None))
    older = store(archive, reading, "one").thread_id
    newer = store(archive, version(title="New"), "two").thread_id
    latest, first = thread_list.list_recent(archive)
    assert (latest.id, first.id) == (newer, older)
    assert first.points == (
        PointSummary(1, Role.POINT, 1, ("product-fed", "value-led")),
        PointSummary(2, Role.POINT, None),
    )
    assert first.completeness == reading.completeness
    assert [item.id for item in thread_list.list_recent(archive, 1)] == [newer]
    assert thread_list.load_summary(archive, older) == first


def test_an_empty_archive_lists_nothing(archive: Archive) -> None:
    assert thread_list.list_recent(archive) == ()


def test_unknown_threads_and_versions_are_not_found(archive: Archive) -> None:
    id_ = store(archive, version()).thread_id
    for missing in (lambda: threads.load(archive, ids.new_id()), lambda: threads.load(archive, id_, 2)):
        with pytest.raises(NotFound):
            missing()
    with pytest.raises(NotFound):
        thread_list.load_summary(archive, ids.new_id())
    with pytest.raises(NotFound):
        threads.delete(archive, ids.new_id())


def test_a_merged_thread_says_where_it_went(archive: Archive) -> None:
    id_ = store(archive, version()).thread_id
    with archive.database.write() as connection:
        connection.execute(insert(redirects).values(id="old", thread_id=id_))
    assert threads.merged_into(archive, "old") == id_
    assert threads.merged_into(archive, id_) is None


def test_the_handouts_of_a_thread_that_is_merged_are_deleted_with_their_files(archive: Archive, settings: Settings) -> None:
    older, younger = store(archive, version(root="1"), "one").thread_id, store(archive, version(root="2"), "two").thread_id
    before = files(settings.data / "blobs")
    key = handouts.key_for(threads.load(archive, younger), Edition.ANNOTATED, Format.PDF, "1")
    claimed = handouts.claim(archive, handouts.request(archive, key).id)
    assert claimed
    handouts.finish(archive, claimed, b"%PDF")
    store(archive, version(point(1, post_id="2"), point(2, post_id="1")), "one")
    assert threads.merged_into(archive, younger) == older
    assert handouts.find(archive, key) is None
    assert blob_gc.sweep(archive) == 1
    assert files(settings.data / "blobs") == before


def test_deleting_takes_all_that_was_the_threads_own(archive: Archive, settings: Settings) -> None:
    id_ = store(archive, version(root="1")).thread_id
    requested = handouts.request(archive, handouts.key_for(threads.load(archive, id_), Edition.ANNOTATED, Format.PDF, "1"))
    claimed = handouts.claim(archive, requested.id)
    assert claimed
    handouts.finish(archive, claimed, b"%PDF")
    threads.delete(archive, id_)
    with archive.database.read() as connection:
        own = [table for table in metadata.sorted_tables if table not in (library_themes, audit, oldest_readers)]
        left = [table.name for table in own if connection.execute(select(table)).all()]
    assert left == []
    assert files(settings.data / "blobs") == []


def test_deleting_leaves_captures_that_others_need(archive: Archive) -> None:
    shared = captures.store(archive, paste("shared"))
    first = threads.store(archive, version(root="1"), [captures.store(archive, paste("own")), shared], CODEBOOK)
    with archive.database.write() as connection:  # a capture that two threads were read from
        other = {"archived_at": NOON, "updated_at": NOON, "latest": 1}
        connection.execute(insert(rows).values(id="other", **other))
        version_id = versions.insert_version(connection, "other", 1, version(), versions.Origin(NOON, NOON))
        threads.cite_captures(connection, version_id, {shared})
    awaited = submissions.receive(archive, capture=paste("own")).submission.capture_id
    threads.delete(archive, first.thread_id)
    assert captures.load(archive, shared).body == b"shared"
    assert awaited
    assert captures.load(archive, awaited).body == b"own"


def test_a_blob_thrown_away_and_kept_again_before_the_sweep_stays(archive: Archive) -> None:
    sha256 = archive.blobs.write(b"again")
    with archive.database.write(alone=True) as connection:
        blob_gc.mark_unreferenced(connection, {sha256})
    id_ = captures.store(archive, paste("again"))
    assert blob_gc.sweep(archive) == 0
    assert captures.load(archive, id_).body == b"again"


def test_storing_what_was_read_from_a_deleted_capture_is_refused(archive: Archive) -> None:
    with pytest.raises(NotFound):
        threads.store(archive, version(), [ids.new_id()], CODEBOOK)
    assert thread_list.list_recent(archive) == ()


def test_labels_are_added_up_to_the_most_that_a_thread_may_have(archive: Archive) -> None:
    id_ = store(archive, version()).thread_id
    curation.change(archive, id_, "owner", new_labels=["b", *(f"a{number}" for number in range(curation.MAX_LABELS - 2))])
    curation.label(archive, id_, ("b", "c", "d"))
    labels = curation.load(archive, id_).labels
    assert (len(labels), labels[-2:]) == (curation.MAX_LABELS, ("b", "c"))


def test_labels_go_to_the_thread_that_theirs_was_merged_into(archive: Archive) -> None:
    older, younger = (store(archive, version(point(1, text=text)), text).thread_id for text in ("One.", "Two."))
    with archive.database.write(alone=True) as connection:
        merge_threads(connection, older, younger)
    curation.label(archive, younger, ("later",))
    assert curation.load(archive, older).labels == ("later",)
    threads.delete(archive, older)
    curation.label(archive, older, ("later",))  # nothing to label
    assert curation.list_labels(archive) == {}


def test_what_people_decided_about_a_thread_goes_to_the_one_that_it_is_merged_into(archive: Archive) -> None:
    older, younger = (store(archive, version(point(1, text=text)), text).thread_id for text in ("One.", "Two."))
    curation.change_redaction(archive, older, ["Wendelin"], ["Rivers", "Tobias"])
    curation.change_redaction(archive, younger, ["Tobias"], ["Gates"])
    schedules.set_for_thread(archive, older, timedelta(0))
    schedules.set_for_thread(archive, younger, timedelta(days=1))
    with archive.database.write(alone=True) as connection:
        merge_threads(connection, older, younger)
    assert threads.load(archive, older).redaction == RedactionChoices(("Wendelin", "Tobias"), ("Rivers", "Gates"))
    assert schedules.load(archive, older).every == timedelta(0), "never is a schedule too"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_point_without_a_number_is_in_the_summary(archive: Archive) -> None:
    stored = store(archive, version(replace(point(1), number=None, of=None, role=Role.OPENING), point(2)))
    summary = thread_list.load_summary(archive, stored.thread_id)
    assert [(item.number, item.role) for item in summary.points] == [(None, Role.OPENING), (2, Role.POINT)]
