"""Edits of a codebook: pure functions from a codebook to the next one. What they result in is checked by parsing it.

Ids of families and themes stay when their names change, so that tags keep their meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from domain.codebooks.writing import to_yaml
from domain.codebooks.yaml_format import parse_yaml
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.codebook import Codebook, Family, Theme

MAX_ID: Final = 40
PALETTES: Final = 8


def copy_codebook(codebook: Codebook, name: str, used_ids: Iterable[str]) -> Codebook:
    """A codebook of one's own from another one, with an id from its name."""
    return checked(replace(codebook, id=new_id(name, used_ids), version=1, name=_required(name, "name")))


def set_texts(codebook: Codebook, name: str, description: str) -> Codebook:
    """Renames the codebook and describes it. Raises Invalid without a name."""
    return checked(replace(codebook, name=_required(name, "name"), description=description.strip()))


def set_family(codebook: Codebook, family: str, name: str, definition: str) -> Codebook:
    """Renames and defines a family. Raises Invalid."""
    changed = replace(find_family(codebook, family), name=_required(name, "name"), definition=definition.strip())
    return checked(_with_family(codebook, family, lambda _: changed))


def add_family(codebook: Codebook, name: str, definition: str, first: Theme) -> Codebook:
    """Adds a family with its first theme. Raises Invalid."""
    id_ = new_id(name, (family.id for family in codebook.families))
    palette = len(codebook.families) % PALETTES + 1
    family = Family(id_, _required(name, "name"), definition.strip(), palette, (_named(first, ()),))
    return checked(replace(codebook, families=(*codebook.families, family)))


def add_theme(codebook: Codebook, family: str, theme: Theme) -> Codebook:
    """Adds a theme; its id is made from its name. Raises Invalid."""
    used_ids = [other.id for other in find_family(codebook, family).themes]
    added = _named(theme, used_ids)
    return checked(_with_family(codebook, family, lambda old: replace(old, themes=(*old.themes, added))))


def set_theme(codebook: Codebook, family: str, theme: str, changed: Theme) -> Codebook:
    """Replaces what a theme says; its id stays. Raises Invalid."""
    find_theme(codebook, family, theme)
    new = replace(changed, id=theme, name=_required(changed.name, "name"))
    return checked(_with_themes(codebook, family, lambda old: new if old.id == theme else old))


def move_theme(codebook: Codebook, family: str, theme: str, target: str) -> Codebook:
    """Moves a theme to another family. Raises Invalid."""
    moved = find_theme(codebook, family, theme)
    used_ids = [other.id for other in find_family(codebook, target).themes]
    moved = replace(moved, id=moved.id if moved.id not in used_ids else new_id(moved.name, used_ids))
    without = _with_themes(codebook, family, lambda old: None if old.id == theme else old)
    return checked(_with_family(without, target, lambda old: replace(old, themes=(*old.themes, moved))))


def merge_themes(codebook: Codebook, family: str, theme: str, into: str) -> Codebook:
    """Merges a theme into another (`family/theme`), which takes its cues and examples. Raises Invalid."""
    merged = find_theme(codebook, family, theme)
    target_family, _, target = into.partition("/")
    if (family, theme) == (target_family, target):
        raise Invalid(fields={"into": message("invalid.same_theme")})
    find_theme(codebook, target_family, target)
    without = _with_themes(codebook, family, lambda old: None if old.id == theme else old)
    return checked(_with_themes(without, target_family, lambda old: _joined(old, merged) if old.id == target else old))


def remove_theme(codebook: Codebook, family: str, theme: str) -> Codebook:
    """Removes a theme; a family without themes goes with its last one. Raises Invalid."""
    find_theme(codebook, family, theme)
    return checked(_with_themes(codebook, family, lambda old: None if old.id == theme else old))


def find_family(codebook: Codebook, family: str) -> Family:
    """Raises Invalid."""
    match = next((member for member in codebook.families if member.id == family), None)
    if match is None:
        raise Invalid(fields={"family": message("invalid.family_gone", family=family[:80])})
    return match


def find_theme(codebook: Codebook, family: str, theme: str) -> Theme:
    """Raises Invalid."""
    match = next((member for member in find_family(codebook, family).themes if member.id == theme), None)
    if match is None:
        raise Invalid(fields={"theme": message("invalid.theme_gone", theme=f"{family}/{theme}"[:80])})
    return match


def new_id(name: str, used_ids: Iterable[str]) -> str:
    """An id from a name, with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ID].strip("-") or "theme"
    used, number = set(used_ids), 2
    id_ = stem
    while id_ in used:
        id_, number = f"{stem}-{number}", number + 1
    return id_


def checked(codebook: Codebook) -> Codebook:
    """The codebook as it is read again. Raises Invalid, naming what is wrong."""
    return parse_yaml(to_yaml(codebook).encode())


def _named(theme: Theme, used_ids: Iterable[str]) -> Theme:
    return replace(theme, id=new_id(theme.name, used_ids), name=_required(theme.name, "name"))


def _required(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(fields={field: message("invalid.name_needed")})
    return " ".join(text.split())


def _joined(theme: Theme, merged: Theme) -> Theme:
    def both(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*getattr(theme, name), *getattr(merged, name))))

    return replace(theme, cues=both("cues"), examples=both("examples"), counter_examples=both("counter_examples"))


def _with_family(codebook: Codebook, id_: str, change: Callable[[Family], Family]) -> Codebook:
    find_family(codebook, id_)
    return replace(codebook, families=tuple(change(family) if family.id == id_ else family for family in codebook.families))


def _with_themes(codebook: Codebook, id_: str, change: Callable[[Theme], Theme | None]) -> Codebook:
    def changed(family: Family) -> Family:
        return replace(family, themes=tuple(new for theme in family.themes if (new := change(theme))))

    families = _with_family(codebook, id_, changed).families
    return replace(codebook, families=tuple(family for family in families if family.themes))
