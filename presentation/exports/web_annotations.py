"""Tags as Web Annotations (W3C, 2017) in JSON-LD: each points at the words of a post by position and by quotation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from domain.shapes.codebook import Codebook, Theme
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Point, Thread
from presentation.exports.identifiers import guid
from presentation.messages import load_messages
from presentation.timestamps import rfc3339

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
AROUND: Final = 32  # code points of a quotation's prefix and suffix


def collection(threads: Sequence[Thread], codebook: Codebook, home: str) -> bytes:
    """One AnnotationCollection with a single page. `home` is this Threadsheet's address, without a slash at its end."""
    items = list(_annotations(threads, codebook, home))
    name = f"urn:uuid:{guid('annotations', *(thread.id for thread in threads)).lower()}"
    page = {"id": f"{name}#page", "type": "AnnotationPage", "partOf": name, "startIndex": 0, "items": items}
    annotations = {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": load_messages().exports.annotations(codebook=codebook.name),
        "total": len(items),
        "first": page,
    }
    return (json.dumps(annotations, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _annotations(threads: Sequence[Thread], codebook: Codebook, home: str) -> Iterator[dict[str, Any]]:
    themes: dict[tuple[str, str | None], Theme] = {
        (family.id, theme.id): theme for family in codebook.families for theme in family.themes
    }
    for thread in threads:
        for point in thread.version.points:
            for tag in point.tags:
                yield _annotation(thread, point, tag, themes.get((tag.family, tag.theme)), home)


def _annotation(thread: Thread, point: Point, tag: Tag, theme: Theme | None, home: str) -> dict[str, Any]:
    name = tag.name
    source = f"{home}/threads/{thread.id}?version={thread.number}#point-{point.position}"
    targets = [_target(source, point, evidence) for evidence in tag.evidence] or [_target(source, point, None)]
    by_person = tag.by is TaggedBy.PERSON
    creator = {"type": "Person" if by_person else "Software", "name": _creator(thread, by_person=by_person)}
    body: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": theme.name if theme else name}]
    body.append({"type": "SpecificResource", "purpose": "classifying", "source": f"{home}/themes#{name}"})
    if tag.confidence is not None:
        confidence = {
            "purpose": "describing",
            "format": "text/plain",
            "value": load_messages().shared.confidence(percent=round(tag.confidence * 100)),
        }
        body.append({"type": "TextualBody", **confidence})
    annotation = {
        "id": f"urn:uuid:{guid('annotation', thread.id, thread.number, point.position, name).lower()}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": creator,
        "body": body,
        "target": targets[0] if len(targets) == 1 else targets,
    }
    return {**annotation, "created": rfc3339(thread.archived_at)} if thread.archived_at else annotation


def _creator(thread: Thread, *, by_person: bool) -> str:
    if by_person:
        return str(load_messages().exports.users.person)
    return thread.version.judge.name or str(load_messages().shared.product)


def _target(source: str, point: Point, evidence: Evidence | None) -> dict[str, Any]:
    target: dict[str, Any] = {"source": source}
    if point.url:
        target["scope"] = point.url
    if evidence:
        before, after = point.text[max(0, evidence.start - AROUND) : evidence.start], point.text[evidence.end :][:AROUND]
        position = {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end}
        quote = {"type": "TextQuoteSelector", "exact": evidence.text, "prefix": before, "suffix": after}
        target["selector"] = [position, quote]
    return target
