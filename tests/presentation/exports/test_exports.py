"""Threads in researchers' forms: every coding stands on its very words, no cell runs, and what went out comes back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from archive import codebooks
from domain.codebooks.external_formats import from_csv, from_qdc
from domain.codebooks.writing import to_yaml
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import Invalid
from domain.shapes.codebook import Codebook
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Thread
from presentation.exports import qda, table, training, web_annotations
from tests.archive.readings import CODEBOOK, NOON, point, tag, version

BOOK = codebooks.load()[codebooks.BUILT_IN]
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "refi_qda.rng"))
NS = {"q": qda.PROJECT}
TEXT = "Hello 👋🏽 wörld\n\nand a second line"
PERSON = Tag("value-led", "collaboration", None, TaggedBy.PERSON, (Evidence(9, 14, "wörld"), Evidence(16, 19, "and")))
WHOLE = Tag("value-led", "shared-outcome", None, TaggedBy.PERSON)


def thread(*tags: Tag, text: str = TEXT, title: str = "Hello") -> Thread:
    some = (
        replace(point(1, *tags, text=text), rejected=(replace(tag("turf-war"), by=TaggedBy.PERSON, confidence=None),)),
        point(2, text="Ends."),
    )
    return Thread(version(*some, title=title), CODEBOOK, id="a" * 24, archived_at=NOON, number=1)


def project(*threads: Thread) -> tuple[etree._Element, dict[str, str]]:
    """The project's XML, valid, and its sources by name."""
    body = zipfile.ZipFile(io.BytesIO(qda.qdpx(threads, BOOK, "Some threads", NOON)))
    assert body.testzip() is None
    root = etree.fromstring(body.read("project.qde"))
    GRAMMAR.assertValid(root)
    sources = {name.removeprefix("sources/"): body.read(name).decode() for name in body.namelist() if name != "project.qde"}
    return root, sources


def test_a_project_codes_the_exact_words_in_code_points() -> None:
    root, sources = project(thread(tag(), PERSON, WHOLE))
    names = {code.get("guid"): code.get("name") for code in root.iterfind(".//q:Code", NS)}
    parsed = []
    for source in root.iterfind(".//q:TextSource", NS):
        text = sources[str(source.get("plainTextPath")).removeprefix("internal://")]
        assert "\r" not in text
        for selection in source.iterfind("q:PlainTextSelection", NS):
            code = selection.find("q:Coding/q:CodeRef", NS)
            assert code is not None
            span = slice(int(str(selection.get("startPosition"))), int(str(selection.get("endPosition"))))
            parsed.append((names[code.get("targetGUID")], text[span]))
    assert parsed == [
        ("Silos", "Hello"),
        ("Collaboration", "wörld"),
        ("Collaboration", "and"),
        ("Shared outcome", TEXT),
    ]


def test_a_project_tells_people_from_threadsheet() -> None:
    root, _ = project(thread(tag(), PERSON))
    users = {user.get("guid"): user.get("name") for user in root.iterfind(".//q:User", NS)}
    assert [users[each.get("creatingUser")] for each in root.iterfind(".//q:Coding", NS)] == ["Threadsheet"] + ["A person"] * 2


def test_one_source_a_thread_and_every_guid_once() -> None:
    other = replace(thread(PERSON, title="Other"), id="b" * 24)
    root, sources = project(thread(tag(), PERSON), other)
    assert len(sources) == 2
    guids = [each.get("guid") for each in root.iter() if each.get("guid")]
    assert len(guids) == len(set(guids))


def test_the_same_threads_make_the_same_file_and_none_make_one_too() -> None:
    assert qda.qdpx([thread(tag())], BOOK, "x", NOON) == qda.qdpx([thread(tag())], BOOK, "x", NOON)
    root, sources = project()
    assert (sources, root.find("q:Sources", NS)) == ({}, None)


@pytest.mark.parametrize("words", ["a\x00b\x1f\ufffe", "<&>\"']]>", "\ud83d", "=1+1", "שלום עולם"])
def test_hostile_words_are_only_words(words: str) -> None:
    marked = replace(PERSON, evidence=(Evidence(0, len(words), words),))
    hostile = thread(marked, text=words + " and more", title=words)
    root, sources = project(hostile)
    (selection,) = root.iterfind(".//q:PlainTextSelection", NS)
    (text,) = sources.values()
    assert int(str(selection.get("endPosition"))) - int(str(selection.get("startPosition"))) == len(words)
    assert text[int(str(selection.get("endPosition"))) :].startswith(" and more")
    assert json.loads(web_annotations.collection([hostile], BOOK, "http://localhost"))["total"] == 1
    table.to_xlsx([hostile], BOOK)
    table.to_csv([hostile], BOOK)


def test_a_codebook_goes_out_as_qdc_and_comes_back_the_same() -> None:
    body = qda.qdc(BOOK)
    GRAMMAR.assertValid(etree.fromstring(body))
    back = from_qdc(body, BOOK.name, BOOK.id)
    assert back == replace(BOOK, description=BOOK.name)


def test_a_definition_that_begins_like_a_question_stays_a_definition() -> None:
    family = BOOK.families[0]
    theme = replace(family.themes[0], definition="Question: who decides?", prompt="Who decides here?")
    book = replace(BOOK, families=(replace(family, themes=(theme,)),))
    assert from_qdc(qda.qdc(book), BOOK.name, BOOK.id).families == book.families


def test_the_codebook_of_a_project_file_can_be_read_too() -> None:
    body = zipfile.ZipFile(io.BytesIO(qda.qdpx([], BOOK, "x", NOON))).read("project.qde")
    assert len(from_qdc(body).families) == 2


FOREIGN = """<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another program"><Codes>
<Code guid="6B29FC40-CA47-1067-B31D-00DD010662DA" name="Feelings" isCodable="true"><Description>How people feel.</Description>
<Code guid="6B29FC40-CA47-1067-B31D-00DD010662DB" name="Joy &amp; more" isCodable="true" color="#ff0000"/>
<Code guid="6B29FC40-CA47-1067-B31D-00DD010662DC" name="Anger" isCodable="true"><Description>Being cross.</Description>
<Code guid="6B29FC40-CA47-1067-B31D-00DD010662DD" name="Rage" isCodable="true"/></Code></Code>
<Code guid="6B29FC40-CA47-1067-B31D-00DD010662DE" name="Work" isCodable="true"/></Codes></CodeBook>"""


def shape(codebook: Codebook) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [(family.name, [(each.id, each.name, each.definition) for each in family.themes]) for family in codebook.families]


def test_another_programs_codes_become_families_and_themes() -> None:
    parsed = from_qdc(FOREIGN.encode(), "My study")
    assert (parsed.id, parsed.name, parsed.version) == ("my-study", "My study", 1)
    assert shape(parsed) == [
        (
            "Feelings",
            [
                ("joy-more", "Joy & more", "Joy & more"),
                ("anger", "Anger", "Being cross."),
                ("anger-rage", "Anger – Rage", "Anger – Rage"),
            ],
        ),
        ("My study", [("work", "Work", "Work")]),
    ]
    assert parse_yaml(to_yaml(parsed).encode()) == parsed


BOMB = """<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><CodeBook><Codes><Code name="&b;"/></Codes></CodeBook>"""
FILE = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<CodeBook><Codes><Code name="x"><Description>&f;</Description></Code></Codes></CodeBook>"""


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "not_xml"),
        ("<a", "not_xml"),
        ("<a/>", "without_codes"),
        ("<CodeBook><Codes/></CodeBook>", "no_codes"),
        (BOMB, "document_type"),
        (FILE, "document_type"),
        ("<CodeBook><Codes>" + "<Code name='x'>" * 200 + "</Code>" * 200 + "</Codes></CodeBook>", "too_deep"),
        ("<CodeBook><Codes>" + "<Code name='x'><Code name='y'/></Code>" * 9 + "</Codes></CodeBook>", "too_many_families"),
        ("<CodeBook><Codes><Code name='x'><Code/></Code></Codes></CodeBook>", "faults"),
    ],
)
def test_what_is_no_codebook_is_told(body: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        from_qdc(body.encode())


def test_a_table_becomes_a_codebook() -> None:
    lines = """family,theme,definition,cues,examples
Tended,Pruning,Something is cut.,prun* | cut back,"We cut.
They cut."
Tended,Pruning,,,
Wild,Weeds,,,
"""
    parsed = from_csv(lines, "Gardens")
    assert shape(parsed) == [
        ("Tended", [("pruning", "Pruning", "Something is cut."), ("pruning-2", "Pruning", "Pruning")]),
        ("Wild", [("weeds", "Weeds", "Weeds")]),
    ]
    assert parsed.families[0].themes[0].cues == ("prun*", "cut back")
    assert parsed.families[0].themes[0].examples == ("We cut.", "They cut.")
    assert shape(from_csv("\ufeffCode;Parent;Memo\nJoy;Feelings;Gladness\n")) == [("Feelings", [("joy", "Joy", "Gladness")])]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "theme\n\n", "\0"])
def test_a_table_without_themes_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        from_csv(text)


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_row_for_each_marked_word_and_for_what_was_turned_away() -> None:
    parsed = rows(table.to_csv([thread(tag(), PERSON)], BOOK))
    assert [
        (each["position"], each["theme"], each["said"], each["by"], each["confidence"], each["evidence"]) for each in parsed
    ] == [
        ("1", "Silos", "yes", "model", "0.8125", "Hello"),
        ("1", "Collaboration", "yes", "person", "", "wörld"),
        ("1", "Collaboration", "yes", "person", "", "and"),
        ("1", "Turf war", "no", "person", "", "Hello"),
        ("2", "", "", "", "", ""),
    ]
    assert parsed[0]["text"] == TEXT


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(words: str) -> None:
    hostile = thread(tag(), text=words, title=words)
    for row in rows(table.to_csv([hostile], BOOK)):
        assert row["title"] == f"'{words}"
    book = zipfile.ZipFile(io.BytesIO(table.to_xlsx([hostile], BOOK)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert not [name for name in book.namelist() if "rels" in name and b"hyperlink" in book.read(name)]


def test_a_workbook_holds_the_same_cells() -> None:
    book = zipfile.ZipFile(io.BytesIO(table.to_xlsx([thread(tag(), PERSON)], BOOK)))
    strings = etree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(each.itertext()) for each in strings]
    assert {"Silos", "Collaboration", "wörld", TEXT, *table.COLUMNS} <= set(texts)
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert len(sheet.findall(".//{*}row")) == 6


def test_annotations_point_at_the_words_by_position_and_by_quotation() -> None:
    collection = json.loads(web_annotations.collection([thread(tag(), PERSON, WHOLE)], BOOK, "https://threads.example.org"))
    assert (collection["@context"], collection["type"], collection["total"]) == (
        web_annotations.CONTEXT,
        "AnnotationCollection",
        3,
    )
    first, second, third = collection["first"]["items"]
    assert first["target"]["source"] == f"https://threads.example.org/threads/{'a' * 24}?version=1#point-1"
    position, quote = first["target"]["selector"]
    assert position == {"type": "TextPositionSelector", "start": 0, "end": 5}
    assert TEXT[position["start"] : position["end"]] == quote["exact"] == "Hello"
    assert (quote["prefix"], quote["suffix"]) == ("", TEXT[5:37])
    assert [each["selector"][1]["exact"] for each in second["target"]] == ["wörld", "and"]
    assert "selector" not in third["target"]
    assert (first["creator"]["type"], second["creator"]["type"]) == ("Software", "Person")
    assert {each["purpose"] for each in first["body"]} == {"tagging", "classifying", "describing"}
    assert all(each["id"].startswith("urn:uuid:") and each["type"] == "Annotation" for each in collection["first"]["items"])


def test_training_lines_have_what_people_said_and_nothing_else() -> None:
    untouched = Thread(version(point(1, tag())), CODEBOOK, id="c" * 24, archived_at=NOON, number=1)
    (line,) = [json.loads(each) for each in training.lines([thread(tag(), PERSON), untouched]).splitlines()]
    assert line["text"] == TEXT
    assert line["families"] == ["product-fed", "value-led"]
    assert line["themes"] == ["product-fed/silos", "value-led/collaboration"]
    assert (line["said"], line["rejected"]) == (["value-led/collaboration"], ["product-fed/turf-war"])
    assert all(line["text"][each["start"] : each["end"]] == each["text"] for each in line["evidence"])
