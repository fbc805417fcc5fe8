"""What is exported from one archive and imported into another, on another kind of database, is the same, row for row."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from archive import captures
from archive.archive import Archive, open_archive
from archive.library.listing import list_page
from archive.tables import captures as capture_rows
from archive.tables import metadata, pictures, unreferenced_blobs
from archive.tables import submissions as submission_rows
from archive.threads import threads, wastebasket
from archive.transfer.contents import LEFT_OUT
from archive.transfer.export import export
from archive.transfer.folder import MANIFEST, FolderReader
from archive.transfer.importing import Imported, Importer
from archive.transfer.verify import verify_archive, verify_folder
from domain.errors import Invalid, NotFound
from domain.search.parsing import parse_query
from domain.settings import Settings
from domain.shapes.library import Order, Sort
from tests.archive.readings import CODEBOOK, paste, point, version
from tests.archive.transfer.full_archive import EXPORTED, fill, rows_of
from tests.postgres import Postgres


@pytest.fixture
def other(settings: Settings, tmp_path: Path, new_archive: Path, postgres: Postgres, tables: str) -> Iterator[Archive]:
    """An empty archive on the kind of database that `archive` is not on."""
    if settings.database_url is None:
        postgres.clear(tables)
        more = Settings(data=tmp_path / "other", database_url=tables)
    else:
        shutil.copytree(new_archive, tmp_path / "other")
        more = Settings(data=tmp_path / "other")
    with closing(open_archive(more)) as opened:
        yield opened


@dataclass(frozen=True)
class Export:
    """A folder with a full archive's export, and the ids of two of its threads."""

    folder: Path
    annotated: str
    deleted: str


@pytest.fixture(scope="module")
def first_export(new_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Made once: to fill and to export an archive takes ten times as long as to copy the folder."""
    base = tmp_path_factory.mktemp("exported")
    shutil.copytree(new_archive, base / "data")
    with closing(open_archive(Settings(data=base / "data"))) as archive:
        annotated, deleted, _ = fill(archive)
        return Export(write(archive, base / "out"), annotated, deleted)


@pytest.fixture
def exported(first_export: Export, tmp_path: Path) -> Export:
    """A copy that a test may change."""
    return replace(first_export, folder=Path(shutil.copytree(first_export.folder, tmp_path / "out")))


def write(archive: Archive, folder: Path) -> Path:
    assert not export(archive, folder, "# read me\n", lambda id_: f"text of {id_}", lambda _done, _of: None).lost
    return folder


def read(archive: Archive, folder: Path) -> Imported:
    return Importer(archive, FolderReader(folder)).run(lambda _done, _of: None)


def faults(folder: Path) -> dict[str, str]:
    return {path: fault for path, fault in verify_folder(folder) if fault}


def rewrite(folder: Path, path: str, change: object) -> None:
    """Changes a file of an export, and the manifest with it."""
    body = (json.dumps(change) + "\n").encode()
    before = hashlib.sha256((folder / path).read_bytes()).hexdigest()
    (folder / path).write_bytes(body)
    manifest = folder / MANIFEST
    manifest.write_text(manifest.read_text().replace(f"{before}  {path}\n", f"{hashlib.sha256(body).hexdigest()}  {path}\n"))


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    assert {*EXPORTED, *LEFT_OUT} == set(metadata.tables.values())


def test_a_full_archive_is_the_same_on_the_other_database(archive: Archive, other: Archive, tmp_path: Path) -> None:
    annotated, deleted, merged = fill(archive)
    assert read(other, write(archive, tmp_path / "out")) == Imported(added=2)
    for table in EXPORTED:
        rows = rows_of(archive, table)
        assert rows, table.name
        assert rows_of(other, table) == rows
    assert threads.load(other, annotated) == threads.load(archive, annotated)
    assert threads.merged_into(other, merged) == annotated
    assert [thread.id for thread in wastebasket.list_threads(other)] == [deleted]
    for row in rows_of(archive, capture_rows):
        assert captures.load(other, str(row["id"])) == captures.load(archive, str(row["id"]))
    for row in rows_of(archive, pictures):
        assert other.blobs.read(str(row["sha256"])) == archive.blobs.read(str(row["sha256"]))
    assert [fault for _, fault in verify_archive(other) if fault] == []
    assert rows_of(other, unreferenced_blobs) == []


def test_an_imported_thread_is_found_and_goes_on(archive: Archive, other: Archive, tmp_path: Path) -> None:
    annotated, *_ = fill(archive)
    read(other, write(archive, tmp_path / "out"))
    page = list_page(other, parse_query("twin"), Order(Sort.RELEVANCE), limit=10)
    assert [item.thread.id for item in page.items] == [annotated]
    again = version(point(1, post_id="1", text="Another text"), root="1")
    stored = threads.store(other, again, [captures.store(other, paste("third"))], CODEBOOK)
    assert (stored.thread_id, stored.added) == (annotated, True)
    threads.delete(other, annotated)


def test_importing_again_adds_nothing(archive: Archive, exported: Export) -> None:
    read(archive, exported.folder)
    before = {table.name: rows_of(archive, table) for table in EXPORTED}
    present = {id_: id_ for id_ in (exported.annotated, exported.deleted)}
    assert read(archive, exported.folder) == Imported(added=0, skipped=present)
    assert {table.name: rows_of(archive, table) for table in EXPORTED} == before


def test_an_archive_with_threads_of_its_own_keeps_them_and_gets_the_others(
    archive: Archive, other: Archive, tmp_path: Path
) -> None:
    exported_id, *_ = fill(archive)
    own_id, *_ = fill(other, "ours")
    before = threads.load(other, own_id)
    assert read(other, write(archive, tmp_path / "out")).added == 2
    assert threads.load(other, own_id) == before
    added, source = threads.load(other, exported_id), threads.load(archive, exported_id)
    assert (added.version, added.captures) == (source.version, source.captures)
    own, of_export = rows_of(other, submission_rows), rows_of(archive, submission_rows)
    assert len(own) == 2 * len(of_export)


def test_a_thread_that_is_there_under_another_id_stays_as_it_is(archive: Archive, exported: Export) -> None:
    capture = captures.store(archive, paste("mine"))
    present = threads.store(archive, version(point(1, post_id="1"), root="1"), [capture], CODEBOOK).thread_id
    before = threads.load(archive, present)
    assert read(archive, exported.folder).skipped == {exported.annotated: present}
    assert threads.load(archive, present) == before
    with archive.database.read() as connection:
        assert connection.execute(select(capture_rows).where(capture_rows.c.id == before.captures[0].id)).one()


def test_sha256sum_checks_an_export(exported: Export) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", MANIFEST], cwd=exported.folder, check=True)
    assert (exported.folder / f"threads/{exported.annotated}.txt").read_text() == f"text of {exported.annotated}"
    assert faults(exported.folder) == {}


def test_a_folder_with_something_in_it_is_left_alone(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(Invalid, match="export_not_empty"):
        write(archive, tmp_path)
    assert (tmp_path / "note.txt").read_text() == "mine"
    assert not tmp_path.with_name(f"{tmp_path.name}.unfinished").exists()


def test_every_change_is_found_and_nothing_is_imported(archive: Archive, exported: Export) -> None:
    folder = exported.folder
    capture = next(folder.glob("captures/*/*.html"))
    capture.write_bytes(capture.read_bytes() + b" ")
    (picture := next(folder.glob("media/*/*"))).unlink()
    (folder / "threads" / "extra.json").write_text("{}")
    expected = {capture: "changed", picture: "missing", folder / "threads" / "extra.json": "unknown"}
    assert faults(folder) == {path.relative_to(folder).as_posix(): fault for path, fault in expected.items()}
    with pytest.raises(Invalid, match="export_damaged"):
        read(archive, folder)
    assert all(not rows_of(archive, table) for table in EXPORTED)


def test_a_damaged_archive_is_told_and_the_rest_is_exported(archive: Archive, tmp_path: Path) -> None:
    annotated, *_ = fill(archive)
    lost = threads.load(archive, annotated).captures[0]
    archive.blobs.delete(lost.sha256)
    assert [name for name, fault in verify_archive(archive, annotated) if fault] == [f"capture {lost.id}"]
    exported = export(archive, tmp_path / "out", "", lambda _: None, lambda _done, _of: None)
    assert exported.lost == [f"captures/{lost.sha256[:2]}/{lost.sha256}.txt"]
    assert faults(tmp_path / "out") == {exported.lost[0]: "missing"}


@pytest.mark.parametrize("line", ["../outside", "/etc/passwd", "a/../../b", "", "a\\b", "./a", ".hidden"])
def test_a_manifest_cannot_name_files_outside_of_its_folder(line: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(f"{'0' * 64}  {line}\n")
    with pytest.raises(Invalid, match="export_manifest"):
        FolderReader(tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret"
    outside.write_text("secret")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(outside)
    (tmp_path / "out" / MANIFEST).write_text(f"{hashlib.sha256(b'secret').hexdigest()}  link\n")
    assert faults(tmp_path / "out") == {"link": "missing"}


def test_a_folder_without_a_manifest_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="export"):
        FolderReader(tmp_path)


@pytest.mark.parametrize("about", [{}, [], {"format": "1"}, {"format": 2}, {"format": 1, "highest_ids": {"tags": "1; DROP"}}])
def test_a_folder_that_this_code_cannot_read_is_refused(about: object, archive: Archive, exported: Export) -> None:
    rewrite(exported.folder, "archive.json", about)
    with pytest.raises(Invalid, match=r"export_about|export_newer"):
        read(archive, exported.folder)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("threads", "latest", "1"), ("threads", "archived_at", "yesterday"), ("versions", "site", "nowhere"),
        ("versions", "author", {"name": 1}), ("points", "points", "none"), ("points", "points", [{"position": 1}]),
        ("points", "points", [{"position": 2, "role": "point", "text": "A"}]), ("points", "points", []),
        ("tags", "position", 9), ("tags", "position", 0), ("aliases", "key", "name"), ("aliases", "key", 2**70),
        ("tags", "version_id", 10**6), ("labels", "thread_id", "0" * 24), ("versions", "surprise", 1),
        ("version_captures", "capture_id", "nobody"),
        ("vectors", "vectors", "ä"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_a_reason(
    table: str, column: str, value: object, archive: Archive, exported: Export
) -> None:
    path = f"threads/{exported.annotated}.json"
    content = json.loads((exported.folder / path).read_text())
    content[table][0][column] = value
    rewrite(exported.folder, path, content)
    with pytest.raises(Invalid):
        read(archive, exported.folder)
    with archive.database.engine.connect() as connection:
        assert "threads" in inspect(connection).get_table_names()
    with pytest.raises(NotFound):
        threads.load(archive, exported.annotated)
