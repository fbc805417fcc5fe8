"""REFI-QDA: a codebook (.qdc) and a project (.qdpx), the exchange formats of qualitative data analysis programs.

After the standard's version 1.5 and its XML schemas of 2019: elements in the order of their sequences, GUIDs everywhere,
positions in Unicode code points from 0, the end not included, sources as UTF-8 with LF line ends.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from domain.codebooks.code_notes import family_note, theme_note
from domain.shapes.codebook import Codebook
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point, Thread
from presentation.exports.identifiers import guid
from presentation.exports.plain import printable
from presentation.exports.transcript import transcript
from presentation.messages import load_messages
from presentation.palette import pair

CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"
PROJECT: Final = "urn:QDA-XML:project:1.0"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same threads make the same file


def qdc(codebook: Codebook) -> bytes:
    """The codebook alone: families that cannot be coded with, and under each its themes."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": load_messages().shared.product})
    root.append(_codes(codebook))
    return _xml(root)


def qdpx(threads: Sequence[Thread], codebook: Codebook, name: str, made_at: datetime) -> bytes:
    """A project with one source a thread and a coding for each tag's words; a tag without words codes its whole point."""
    root = _project(codebook, name, made_at)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        sources = Element("Sources")
        for thread in threads:
            text = transcript(thread)
            name_ = guid("source", thread.id, thread.number)
            archive.writestr(_entry(f"sources/{name_}.txt"), printable(text.text).encode())
            sources.append(_source(thread, text.starts, name_, codebook))
        if len(sources):
            root.append(sources)
        archive.writestr(_entry("project.qde"), _xml(root))
    return body.getvalue()


def _project(codebook: Codebook, name: str, made_at: datetime) -> Element:
    at = _moment(made_at)
    attributes = {"name": printable(name), "origin": load_messages().shared.product, "creatingUserGUID": _user(TaggedBy.MODEL)}
    root = Element("Project", {"xmlns": PROJECT, **attributes, "creationDateTime": at, "modifiedDateTime": at})
    users = SubElement(root, "Users")
    for by in TaggedBy:
        SubElement(users, "User", {"guid": _user(by), "name": load_messages().exports.users[by.value]})
    SubElement(root, "CodeBook").append(_codes(codebook))
    return root


def _user(by: TaggedBy) -> str:
    return guid("user", by.value)


def _codes(codebook: Codebook) -> Element:
    codes = Element("Codes")
    for family in codebook.families:
        colour = pair(family.palette).light
        about = {"guid": guid(codebook.id, family.id), "name": family.name, "isCodable": "true", "color": colour}
        code = SubElement(codes, "Code", {key: printable(value) for key, value in about.items()})
        SubElement(code, "Description").text = printable(family_note(family))
        for theme in family.themes:
            attributes = {
                "guid": code_guid(codebook, family.id, theme.id),
                "name": theme.name,
                "isCodable": "true",
                "color": colour,
            }
            inner = SubElement(code, "Code", {key: printable(value) for key, value in attributes.items()})
            SubElement(inner, "Description").text = printable(theme_note(theme))
    return codes


def code_guid(codebook: Codebook, family: str, theme: str | None) -> str:
    """The identifier of a theme's code, or of the family's."""
    return guid(codebook.id, family, theme) if theme else guid(codebook.id, family)


def _source(thread: Thread, starts: Mapping[int, int], name: str, codebook: Codebook) -> Element:
    version = thread.version
    about = {"guid": name, "name": version.title or load_messages().shared.untitled, "plainTextPath": f"internal://{name}.txt"}
    if thread.archived_at:
        about["creationDateTime"] = _moment(thread.archived_at)
    source = Element("TextSource", {key: printable(value) for key, value in about.items()})
    if version.url:
        SubElement(source, "Description").text = printable(version.url)
    codes = {(family.id, theme.id) for family in codebook.families for theme in family.themes}
    codes_of_tags: set[tuple[str, str | None]] = {*codes, *((family.id, None) for family in codebook.families)}
    for point in version.points:
        for tag in point.tags:
            if (tag.family, tag.theme) in codes_of_tags:
                for evidence in _marked(tag, point):
                    source.append(_selection(name, point, tag, evidence, starts[point.position], codebook))
    return source


def _marked(tag: Tag, point: Point) -> Iterator[Evidence]:
    if tag.evidence:
        yield from tag.evidence
    elif point.text:
        yield Evidence(0, len(point.text), point.text)


def _selection(source: str, point: Point, tag: Tag, evidence: Evidence, start: int, codebook: Codebook) -> Element:
    place = (source, point.position, tag.family, tag.theme, evidence.start, evidence.end)
    selection = Element(
        "PlainTextSelection",
        {
            "guid": guid("selection", *place),
            "name": printable(" ".join(evidence.text.split())[:60]),
            "startPosition": str(start + evidence.start),
            "endPosition": str(start + evidence.end),
            "creatingUser": _user(tag.by),
        },
    )
    coding = SubElement(selection, "Coding", {"guid": guid("coding", *place), "creatingUser": _user(tag.by)})
    SubElement(coding, "CodeRef", {"targetGUID": code_guid(codebook, tag.family, tag.theme)})
    return selection


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _xml(root: Element) -> bytes:
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
