"""Files that people import, in the shapes that browsers and services write, and hostile ones."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.errors import LimitExceeded, NotAThread
from domain.shapes.imports import ImportFormat
from workers.imports import file_reader
from workers.imports.file_contents import FileContents
from workers.imports.file_reader import read_file
from workers.sources import export_file

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ONE, TWO = "https://x.com/sam/status/1", "https://bsky.app/profile/ada.example/post/3k2"
NETSCAPE = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8"><TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
  <DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bar</H3><DL><p>
    <DT><A HREF="{ONE}" ADD_DATE="1700000000" TAGS="one,two &amp; three">Grüße &amp; Küsse</A>
    <DT><H3>To read</H3><DL><p><DT><A HREF="{TWO}">Second</A><DD>A note<DT><A HREF="place:sort=8">Recent</A></DL><p>
  </DL><p>
</DL>"""
POCKET_PAGE = f"""<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1>
<ul><li><a href="{ONE}" time_added="1700000000" tags="a,b">First</a></li>
<li><a href="{TWO}" time_added="1" tags="">{TWO}</a></li></ul>"""
TABLES = {
    ImportFormat.POCKET: (
        f'title,url,time_added,tags,status\nFirst,{ONE},1700000000,a|b,unread\n"Second, long",{TWO},1,,archive\n'
    ),
    ImportFormat.RAINDROP: (
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
        f'1,First,,,{ONE},b,"a",2024-01-01T00:00:00Z,,,false\n2,Second,,,{TWO},,,2024-01-01T00:00:00Z,,,true\n'
    ),
    ImportFormat.READWISE: (
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
        f"First,{ONE},01h,\"['a', 'b']\",2024-01-01,0,new,False\nSecond,{TWO},02h,[],2024-01-01,0,new,False\n"
    ),
    ImportFormat.TABLE: f"Datum;Adresse;Etiketten\n1.1.2024;{ONE};a, b\n2.1.2024;{TWO};\n",
}
DOCUMENTS: dict[ImportFormat, Any] = {
    ImportFormat.KARAKEEP: {
        "bookmarks": [
            {"createdAt": 1, "title": "First", "tags": ["a", "b"], "content": {"type": "link", "url": ONE}, "note": None},
            {"createdAt": 2, "title": None, "tags": [], "content": {"type": "link", "url": TWO}, "note": "n"},
        ]
    },
    ImportFormat.LINKDING: {
        "count": 2,
        "next": None,
        "results": [{"id": 1, "url": ONE, "title": "First", "tag_names": ["a", "b"]}, {"id": 2, "url": TWO, "tag_names": []}],
    },
    ImportFormat.READWISE: {
        "results": [
            {
                "user_book_id": 1,
                "title": "First",
                "source_url": ONE,
                "book_tags": [{"name": "a"}, {"name": "b"}],
                "highlights": [],
            },
            {"user_book_id": 2, "title": "Second", "source_url": TWO, "book_tags": [], "highlights": []},
        ]
    },
    ImportFormat.POCKET: {
        "list": {
            "1": {"given_url": ONE, "resolved_title": "First", "time_added": "1", "tags": {"a": {}, "b": {}}},
            "2": {"given_url": TWO, "time_added": "2"},
        }
    },
    ImportFormat.BOOKMARKS: [{"href": ONE, "description": "First", "tags": "a b"}, {"href": TWO, "tags": ""}],
}


def tweets(count: int) -> bytes:
    items = [
        {
            "tweet": {
                "id_str": str(100 + n),
                "full_text": f"Post {n} of a thread.",
                "created_at": f"Thu Dec 23 12:00:{n:02d} +0000 2021",
                "in_reply_to_status_id_str": str(99 + n) if n % 2 else None,
                "in_reply_to_screen_name": "sam" if n % 2 else None,
            }
        }
        for n in range(count)
    ]
    return b"window.YTD.tweets.part0 = " + json.dumps(items).encode()


def zipped(**members: bytes) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read_(content: bytes | str, name: str = "file.txt", most: int = 1 << 20) -> FileContents:
        path = tmp_path / "upload"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_file(path, name, NOON, most)

    return read_


def test_bookmarks_keep_titles_tags_and_folders(read: Any) -> None:
    contents = read(NETSCAPE)
    assert contents.format is ImportFormat.BOOKMARKS
    assert [(link.address, link.title, link.labels) for link in contents.links] == [
        (ONE, "Grüße & Küsse", ("one", "two & three")),
        (TWO, "Second", ("To read",)),
        ("place:sort=8", "Recent", ("To read",)),
    ]


def test_pockets_own_page(read: Any) -> None:
    contents = read(POCKET_PAGE)
    assert contents.format is ImportFormat.POCKET
    assert [(link.address, link.labels) for link in contents.links] == [(ONE, ("a", "b")), (TWO, ())]


@pytest.mark.parametrize("format_", TABLES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_tables_of_services(read: Any, format_: ImportFormat, encoding: str) -> None:
    contents = read(TABLES[format_].encode(encoding), "export.csv")
    assert contents.format is format_
    assert [link.address for link in contents.links] == [ONE, TWO]
    assert sorted(contents.links[0].labels) == ["a", "b"]


@pytest.mark.parametrize("format_", DOCUMENTS)
def test_documents_of_services(read: Any, format_: ImportFormat) -> None:
    contents = read(json.dumps(DOCUMENTS[format_]), "export.json")
    assert contents.format is format_
    assert [(link.address, link.labels) for link in contents.links] == [(ONE, ("a", "b")), (TWO, ())]
    assert contents.links[0].title == "First"


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\r\n{TWO}\r\n",
        f"# my list\n\n{ONE} {TWO}",
        f"- [First]({ONE})\n- [ ] [Second]({TWO})",
        f"First: {ONE}\nSecond – <{TWO}>\n",
        f"First:{' ' * 40}{ONE}\nSecond{' ' * 40}{TWO}\n",
        json.dumps([ONE, TWO]),
    ],
)
def test_lists_in_text(read: Any, text: str) -> None:
    assert [link.address for link in read(text).links] == [ONE, TWO]


def test_a_text_and_a_page_are_threads_by_themselves(read: Any) -> None:
    for content in (f"1/ See {ONE}\n\n2/ And {TWO}, too.", "<html><body><p>1/ One</p></body></html>", "1/ First\n2/ Second\n"):
        contents = read(content, "folder/My thread.txt")
        assert (contents.format, contents.links) == (ImportFormat.FILES, ())
        ((name, capture),) = contents.captures
        assert (name, capture.body) == ("My thread.txt", content.encode())


def test_an_account_has_threads_to_choose_from(read: Any) -> None:
    for content in (tweets(4), zipped(**{"twitter/data/tweets.js": tweets(4)})):
        contents = read(content, "tweets.js")
        assert contents.format is ImportFormat.POSTS
        assert [(choice.id, choice.posts) for choice in contents.threads] == [("100", 2), ("102", 2)]


def test_a_zip_of_lists_and_files(read: Any) -> None:
    body = zipped(
        **{
            "a.csv": TABLES[ImportFormat.POCKET].encode(),
            "b.txt": b"1/ One\n\n2/ Two",
            "__MACOSX/b.txt": b"x",
            "c.html": b"\0\1\2",
        }
    )
    contents = read(body, "mixed.zip")
    assert [link.address for link in contents.links] == [ONE, TWO]
    assert [name for name, _ in contents.captures] == ["b.txt"]
    assert [name for name, _ in contents.refused] == ["c.html"]


def test_a_second_account_in_a_zip_is_not_lost(read: Any) -> None:
    contents = read(zipped(**{"a.txt": tweets(2), "b.txt": tweets(4)}))
    assert (contents.format, len(contents.threads)) == (ImportFormat.POSTS, 2)
    assert [(name, capture.body) for name, capture in contents.captures] == [("a.txt", tweets(2))]


def test_what_holds_nothing_is_refused(read: Any) -> None:
    for content in (
        zipped(**{"picture.png": b"x"}),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"PK\x03\x04 damaged",
        b"\x1f\x8b damaged",
    ):
        with pytest.raises(NotAThread):
            read(content)


def test_bombs_end_at_their_limits(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_file, "MAX_UNPACKED", 1 << 20)
    with pytest.raises(LimitExceeded):
        read(zipped(**{"a.txt": b"\n" * (2 << 20)}))
    monkeypatch.setattr(file_reader, "MOST_LINKS", 1)
    with pytest.raises(LimitExceeded):
        read(f"{ONE}\n{TWO}\n")
    with pytest.raises(LimitExceeded):
        read("1/ a" * 100, most=10)


def test_an_export_is_unpacked_below_its_folder_only(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    names = {
        "e/manifest-sha256.txt": b"m",
        "e/../../evil": b"x",
        "e/a/b.json": b"{}",
        "/abs": b"x",
        "other/c": b"x",
        "e/.hidden": b"x",
    }
    path.write_bytes(zipped(**names))
    export_file.unpack(path, "e/", tmp_path / "out")
    files = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert files == {"export.zip", "out/manifest-sha256.txt", "out/a/b.json"}


@pytest.mark.parametrize("names", [("e/a", "e/a/b"), ("e/a/b", "e/a")])
def test_a_name_that_is_a_file_and_a_folder_is_damage(tmp_path: Path, names: tuple[str, str]) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(**dict.fromkeys(names, b"x")))
    with pytest.raises(NotAThread):
        export_file.unpack(path, "e/", tmp_path / "out")


def test_names_in_a_tar_lead_nowhere(read: Any) -> None:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w:gz") as archive:
        member = tarfile.TarInfo("../../list.txt")
        content = f"{ONE}\n{TWO}\n".encode()
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    assert [link.address for link in read(body.getvalue()).links] == [ONE, TWO]
