"""Codebooks of other programs: REFI-QDA (.qdc) and CSV, brought into the form that a YAML file has, and checked as one is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from domain.codebooks.code_notes import LISTS, read_note
from domain.codebooks.parsing import codebook_from
from domain.codebooks.yaml_format import LARGEST_BYTES
from domain.errors import Invalid
from domain.shapes.theme import Codebook

FAMILIES: Final = 8  # that can be told apart by colour and mark
DEEPEST: Final = 50
UNNAMED: Final = "An imported codebook"
GROUP: Final = ("family", "group", "category", "parent", "parent code")
NAME: Final = ("theme", "code", "name", "code name")
DEFINITION: Final = ("definition", "description", "memo", "comment")
BETWEEN: Final = re.compile(r"\s*(?:\||\n)\s*")


@dataclass(slots=True)
class Group:
    """A family as it is gathered: its themes are as YAML has them."""

    name: str
    definition: str = ""
    id: str | None = None
    palette: int | None = None
    themes: list[dict[str, Any]] = field(default_factory=list)


def from_qdc(body: bytes, name: str | None = None, id_: str | None = None) -> Codebook:
    """A codebook, or that of a project file: codes with codes below them become families, what is below them themes.

    Raises Invalid.
    """
    root = _parsed(body)
    codes = next((each for each in root.iter("{*}Codes")), None)
    if codes is None:
        raise Invalid("This is XML, but no REFI-QDA codebook: it has no codes.")
    groups, alone = [], Group(name or UNNAMED)
    for code in codes.iterfind("{*}Code"):
        note = read_note(code.findtext("{*}Description") or "")
        inner = tuple(_below(code))
        if inner:
            groups.append(Group(_called(code), note.definition, note.id, note.palette, [_theme(*each) for each in inner]))
        else:
            alone.themes.append(_theme(_called(code), code.findtext("{*}Description") or ""))
    return _made([*groups, alone] if alone.themes else groups, name, id_)


def _parsed(body: bytes) -> etree._Element:
    """Without entities, a DTD, files or the network: XML can hold all of these."""
    if len(body) > LARGEST_BYTES:
        raise Invalid(f"This is larger than {LARGEST_BYTES // 2**20} MB.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(f"This is not XML ({' '.join(str(error).split())}).") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Invalid("This XML declares a document type, which a REFI-QDA codebook has not.")
    return root


def _below(code: etree._Element, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and description of every code below one; those deeper down carry the names above them."""
    for inner in code.iterfind("{*}Code"):
        if len(path) >= DEEPEST:
            raise Invalid("These codes stand too deep in one another.")
        here = (*path, _called(inner))
        yield " – ".join(here), inner.findtext("{*}Description") or ""
        yield from _below(inner, here)


def _called(code: etree._Element) -> str:
    return " ".join((code.get("name") or "").split())


def from_csv(text: str, name: str | None = None, id_: str | None = None) -> Codebook:
    """A table with a line for each theme: `theme` and, as far as there are any, `family`, `definition`, `cues`, `examples`,
    `counter_examples` (several in a cell apart by | or line ends). Other programs' names for these columns are known.

    Raises Invalid.
    """
    if len(text) > LARGEST_BYTES:
        raise Invalid(f"This is larger than {LARGEST_BYTES // 2**20} MB.")
    groups: dict[str, Group] = {}
    for row in _table(text.removeprefix("\ufeff")):
        title = _cell(row, NAME)
        if title:
            group = groups.setdefault(_cell(row, GROUP) or name or UNNAMED, Group(_cell(row, GROUP) or name or UNNAMED))
            lists = {key: [each for each in BETWEEN.split(_cell(row, (key,))) if each] for _, key in LISTS}
            group.themes.append({"name": title, "definition": _cell(row, DEFINITION) or title, **lists})
            group.definition = group.definition or _cell(row, ("family_definition",))
    if not groups:
        raise Invalid("No theme was found in this table: its first line names the columns, one of them theme, code or name.")
    return _made(list(groups.values()), name, id_)


def _table(text: str) -> Iterator[Mapping[str, str]]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096].split("\n", 1)[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), dialect=dialect):
            yield {key.strip().lower(): value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
    except csv.Error as error:
        raise Invalid(f"This table cannot be read ({error}).") from error


def _cell(row: Mapping[str, str], names: Sequence[str]) -> str:
    found = next((row[name] for name in names if row.get(name, "").strip()), "")
    return found.strip().removeprefix("'") if found.strip().startswith(("'=", "'+", "'-", "'@")) else found.strip()


def _theme(name: str, description: str) -> dict[str, Any]:
    note = read_note(description)
    told: dict[str, Any] = {"name": name, "definition": note.definition or name}
    return {**({"id": note.id} if note.id else {}), **told, **{key: list(entries) for key, entries in note.lists.items()}}


def _made(groups: Sequence[Group], name: str | None, id_: str | None) -> Codebook:
    """Raises Invalid."""
    if not groups:
        raise Invalid("There are no codes in this codebook.")
    if len(groups) > FAMILIES:
        told = f"There are {len(groups)} groups of codes; Threadsheet can tell {FAMILIES} apart by colour and mark. Join some."
        raise Invalid(told, {"families": told})
    called = name or UNNAMED
    taken: set[int] = set()
    used: set[str] = set()
    families: list[dict[str, object]] = []
    for group in groups:
        ids = set[str]()
        themes = [{**theme, "id": _unlike(theme.get("id") or slug(theme["name"]), ids)} for theme in group.themes]
        about: dict[str, object] = {"id": _unlike(group.id or slug(group.name), used), "name": group.name}
        defined: dict[str, object] = {"definition": group.definition or group.name, "palette": _palette(group.palette, taken)}
        families.append({**about, **defined, "themes": themes})
    whole = {"id": id_ or slug(called), "version": 1, "name": called, "description": called, "families": families}
    return codebook_from(whole)


def slug(name: str) -> str:
    """An id made from a name: small letters, digits and hyphens; `code` when none are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "code"


def _unlike(id_: str, used: set[str]) -> str:
    """The id, with a number when it is taken."""
    number, free = 1, id_
    while free in used:
        number += 1
        free = f"{id_}-{number}"
    used.add(free)
    return free


def _palette(wanted: int | None, taken: set[int]) -> int:
    free = [number for number in range(1, FAMILIES + 1) if number not in taken]
    chosen = wanted if wanted in free else free[0]
    assert chosen is not None
    taken.add(chosen)
    return chosen
