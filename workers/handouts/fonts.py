"""The faces that handouts are set in: whole for print; in parts, and carried as data, for one-file HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from presentation.fonts import FACES, MARKS, PARTS, Face, Part, parts_of
from workers.handouts.pdf.resource_fetcher import MEDIA

WHOLE = {face.file: face for face in (*FACES, MARKS)}


@cache
def rule(face: Face, part: Part | None = None) -> str:
    """The rule that makes a file a face, carried in the stylesheet itself; empty when the face has no such part."""
    path = face.path(part)
    if part and not path.exists():
        return ""
    return face.rule(f"data:font/{face.kind(part)};base64,{b64encode(path.read_bytes()).decode()}", part)


def files_for(text: str) -> Iterator[tuple[Face, Part | None]]:
    """The files that a text needs: the marks whole, of the other faces the parts that its letters are in."""
    yield MARKS, None
    letters = frozenset(map(ord, set(text)))
    for face in FACES:
        if face.style == "normal" or "<em>" in text or 'class="role"' in text:
            yield from ((face, part) for part in parts_of(face) if part.has(letters))


def whole_rules() -> str:
    """Every face, whole, under the name by which `whole_face` has its bytes: a million signs of base64 are slow to parse."""
    return "".join(face.rule(MEDIA + face.file) for face in WHOLE.values())


def whole_face(file: str) -> bytes | None:
    return WHOLE[file].path().read_bytes() if file in WHOLE else None


def rules_for(text: str) -> str:
    """The marks, and of every face that a text may use the parts that its letters are in."""
    return "".join([rule(MARKS), *needed(text)])


def needed(text: str) -> Iterator[str]:
    """Rules of the faces in parts; the slanted face only where something is slanted."""
    letters = frozenset(map(ord, set(text)))
    parts = [part for part in PARTS if part.has(letters)]
    slanted = "<em>" in text or 'class="role"' in text
    for face in FACES:
        if slanted or face.style == "normal":
            yield from (rule(face, part) for part in parts)
