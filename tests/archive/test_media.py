"""Pictures are kept once by the address they were found under, and go with the last thread that shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from archive import blob_gc, captures, handouts, media, submissions
from archive.archive import Archive
from archive.tables import pictures as rows
from archive.threads import threads
from domain.digest import digest
from domain.editions import Edition
from domain.errors import Conflict, NotFound
from domain.messages import Message
from domain.shapes.failure import Failure
from domain.shapes.handout import Format
from domain.shapes.picture import Gallery, MissingPicture, Picture
from domain.shapes.post import Media, MediaKind, Quote
from domain.shapes.thread import Version
from presentation.api.thread import Pictures
from presentation.messages import sentence
from tests.archive.readings import CODEBOOK, paste, point, version

PICTURE = Picture(b"a picture", "image/png", 40, 30)
OTHER = Picture(b"another", "image/jpeg", 10, 20)
LATER = Failure(Message("fetch_failed"), True)
NEVER = Failure(Message("gone"), False)


def image(name: str) -> Media:
    return Media(MediaKind.IMAGE, f"https://example.org/{name}.png")


def showing(*some: Media, quote: Quote | None = None) -> Version:
    return version(replace(point(1), media=some, quote=quote))


def store(archive: Archive, reading: Version, text: str = "paste") -> threads.Stored:
    return threads.store(archive, reading, [captures.store(archive, paste(text))], CODEBOOK)


def want(archive: Archive, reading: Version, text: str = "paste") -> tuple[threads.Stored, tuple[str, ...]]:
    stored = store(archive, reading, text)
    return stored, media.request(archive, stored.thread_id, stored.number, reading)


def test_the_pictures_of_points_and_quotes_are_wanted_and_nothing_else() -> None:
    film = Media(MediaKind.VIDEO, "https://example.org/v.m3u8", None, "https://example.org/poster.jpg")
    gif = Media(MediaKind.GIF, "https://example.org/g.gif")
    card = Media(MediaKind.CARD, "https://example.org/", "Title", "https://example.org/card.jpg")
    poll = Media(MediaKind.POLL, None, "Yes\nNo")
    odd = [
        Media(MediaKind.IMAGE, url) for url in (None, "data:image/png;base64,x", "blob:https://x/y", "/a.png", "ftp://x/a.png")
    ]
    reading = showing(image("a"), image("a"), film, gif, card, poll, *odd, quote=Quote("", media=(image("q"),)))
    names = [url.rpartition("/")[2] for url in media.picture_urls(reading)]
    assert names == ["a.png", "poster.jpg", "g.gif", "card.jpg", "q.png"]


def test_a_picture_is_kept_and_not_asked_for_again(archive: Archive) -> None:
    reading = showing(image("a"), image("b"))
    stored, wanted = want(archive, reading)
    assert wanted == ("https://example.org/a.png", "https://example.org/b.png")
    media.store(archive, wanted[0], PICTURE)
    assert media.load_pictures(archive, wanted) == {wanted[0]: PICTURE}
    assert media.request(archive, stored.thread_id, stored.number, reading) == wanted[1:]
    assert threads.load(archive, stored.thread_id).gallery == Gallery(1, (MissingPicture(wanted[1]),))


def test_what_is_missing_says_why_and_only_what_may_help_is_asked_for_again(archive: Archive) -> None:
    reading = showing(image("a"), image("b"), image("c"))
    stored, (a, b, c) = want(archive, reading)
    media.record_failure(archive, a, LATER)
    media.record_failure(archive, b, NEVER)
    gallery = threads.load(archive, stored.thread_id).gallery
    assert gallery == Gallery(0, (MissingPicture(a, LATER), MissingPicture(b, NEVER), MissingPicture(c)))
    assert media.request(archive, stored.thread_id, stored.number, reading) == (a, c)
    media.store(archive, a, PICTURE)
    media.record_failure(archive, a, LATER)
    thread = threads.load(archive, stored.thread_id)
    assert a not in {item.url for item in thread.gallery.missing}
    pictures = Pictures.from_domain(thread.gallery, "en")
    assert pictures.kept == 1
    assert pictures.missing[0].code == "gone"
    assert pictures.missing[0].message == sentence(Message("gone"))
    assert media.load_pictures(archive, [a]) == {a: PICTURE}


def test_a_lost_picture_is_replaced_by_what_a_person_attaches(archive: Archive) -> None:
    reading = showing(image("a"), image("b"))
    stored, (lost, there) = want(archive, reading)
    media.record_failure(archive, lost, NEVER)
    media.store(archive, there, OTHER)
    key = media.picture_key(lost)
    first = media.attach(archive, stored.thread_id, key, b"first", "mira")
    media.attach(archive, stored.thread_id, key, b"second", "mira")
    assert submissions.get(archive, first).thread_id == stored.thread_id
    assert media.request(archive, stored.thread_id, stored.number, reading) == (lost,)
    blob_gc.sweep(archive)
    assert media.load_attached(archive, [lost, there]) == {lost: b"second"}
    media.store(archive, lost, PICTURE)
    assert media.load_attached(archive, [lost]) == {}
    assert media.load_picture(archive, stored.thread_id, key) == PICTURE
    blob_gc.sweep(archive)
    assert not any(archive.blobs.has(digest(body)) for body in (b"first", b"second"))
    with pytest.raises(Conflict):
        media.attach(archive, stored.thread_id, key, b"third", "mira")
    with pytest.raises(NotFound):
        media.attach(archive, stored.thread_id, media.picture_key("https://example.org/z.png"), b"z", "mira")


def test_a_picture_that_came_later_makes_another_handout(archive: Archive) -> None:
    stored, (url,) = want(archive, showing(image("a")))

    def key() -> handouts.HandoutKey:
        return handouts.key_for(threads.load(archive, stored.thread_id), Edition.ANNOTATED, Format.PDF, "r")

    before = key()
    requested = handouts.request(archive, before)
    media.store(archive, url, PICTURE)
    after = key()
    assert before != after
    assert handouts.find(archive, after) is None
    assert handouts.get(archive, requested.id).key == before
    assert handouts.get(archive, handouts.request(archive, after).id).key == after


def test_a_picture_goes_with_the_last_thread_that_shows_it(archive: Archive) -> None:
    first, (url, own) = want(archive, showing(image("shared"), image("own")), "one")
    second, _ = want(archive, replace(showing(image("shared")), title="Another", root_post_id="x"), "two")
    media.store(archive, url, PICTURE)
    media.store(archive, own, OTHER)
    threads.delete(archive, first.thread_id)
    assert media.load_pictures(archive, [url, own]) == {url: PICTURE}
    threads.delete(archive, second.thread_id)
    assert media.load_pictures(archive, [url]) == {}
    with archive.database.read() as connection:
        assert connection.execute(select(rows)).all() == []
    assert blob_gc.sweep(archive) == 0


def test_bytes_that_two_addresses_have_in_common_stay_for_the_other_one(archive: Archive) -> None:
    first, (url,) = want(archive, showing(image("a")), "one")
    _, (same_bytes,) = want(archive, replace(showing(image("b")), title="Another", root_post_id="x"), "two")
    media.store(archive, url, PICTURE)
    media.store(archive, same_bytes, PICTURE)
    threads.delete(archive, first.thread_id)
    assert media.load_pictures(archive, [url, same_bytes]) == {same_bytes: PICTURE}


def test_a_picture_of_a_thread_that_was_deleted_meanwhile_is_let_go(archive: Archive) -> None:
    reading = showing(image("a"))
    stored, (url,) = want(archive, reading)
    threads.delete(archive, stored.thread_id)
    media.store(archive, url, PICTURE)
    media.record_failure(archive, url, NEVER)
    assert media.load_pictures(archive, [url]) == {}
    assert blob_gc.sweep(archive) == 1
    with pytest.raises(NotFound):
        media.request(archive, stored.thread_id, stored.number, reading)


def test_a_thread_of_very_many_pictures_has_a_limit(archive: Archive) -> None:
    reading = version(*(replace(point(n), media=(image(f"{n}a"), image(f"{n}b"))) for n in range(1, 401)))
    stored, wanted = want(archive, reading)
    assert len(wanted) == media.MAX_PICTURES
    assert len(media.request(archive, stored.thread_id, stored.number, reading)) == media.MAX_PICTURES
    threads.delete(archive, stored.thread_id)
