"""The fonts of handouts: complete for print; as subsets, in data URLs, for one-file HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from presentation.fonts import FACES, MARKS, PARTS, Face, Part, parts_of
from workers.handouts.pdf.resource_fetcher import MEDIA

FONT_FILES = {face.file: face for face in (*FACES, MARKS)}


@cache
def embedded_rule(face: Face, part: Part | None = None) -> str:
    """An @font-face rule with the font in a data URL; empty when the face has no such part."""
    path = face.path(part)
    if part and not path.exists():
        return ""
    return face.rule(f"data:font/{face.kind(part)};base64,{b64encode(path.read_bytes()).decode()}", part)


def font_files_for(text: str) -> Iterator[tuple[Face, Part | None]]:
    """The font files that a text needs: the font of marks, and of the other faces the parts that have its letters."""
    yield MARKS, None
    letters = frozenset(map(ord, set(text)))
    for face in FACES:
        if face.style == "normal" or "<em>" in text or 'class="role"' in text:
            yield from ((face, part) for part in parts_of(face) if part.has(letters))


def font_face_rules() -> str:
    """@font-face rules with names that `font_file` resolves: a million characters of base64 would be slow to parse."""
    return "".join(face.rule(MEDIA + face.file) for face in FONT_FILES.values())


def font_file(file: str) -> bytes | None:
    """A font's bytes by its file name."""
    return FONT_FILES[file].path().read_bytes() if file in FONT_FILES else None


def embedded_font_rules(text: str) -> str:
    """@font-face rules for all that a text needs, with the fonts in data URLs."""
    return "".join([embedded_rule(MARKS), *embedded_part_rules(text)])


def embedded_part_rules(text: str) -> Iterator[str]:
    """Rules for the parts of the faces; the italic face only where something is italic."""
    letters = frozenset(map(ord, set(text)))
    parts = [part for part in PARTS if part.has(letters)]
    has_italics = "<em>" in text or 'class="role"' in text
    for face in FACES:
        if has_italics or face.style == "normal":
            yield from (embedded_rule(face, part) for part in parts)
