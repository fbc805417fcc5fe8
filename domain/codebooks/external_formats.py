"""Converts codebooks of other programs (REFI-QDA .qdc and CSV) to the form of a YAML file, and checks them like one."""

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
from domain.codebooks.yaml_format import MAX_BYTES
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.codebook import Codebook

MAX_FAMILIES: Final = 8  # colours and marks that can be told apart
MAX_DEPTH: Final = 50
DEFAULT_NAME: Final = "An imported codebook"
GROUP: Final = ("family", "group", "category", "parent", "parent code")
NAME: Final = ("theme", "code", "name", "code name")
DEFINITION: Final = ("definition", "description", "memo", "comment")
SEPARATOR: Final = re.compile(r"\s*(?:\||\n)\s*")


@dataclass(slots=True)
class Group:
    """A family while it is read: its themes have the form that they have in YAML."""

    name: str
    definition: str = ""
    id: str | None = None
    palette: int | None = None
    themes: list[dict[str, Any]] = field(default_factory=list)


def from_qdc(body: bytes, name: str | None = None, id_: str | None = None) -> Codebook:
    """The codebook of a .qdc or project file: codes with codes below them become families, and those below them themes.

    Raises Invalid.
    """
    root = _parse(body)
    codes = next(root.iter("{*}Codes"), None)
    if codes is None:
        raise Invalid("qdc_without_codes")
    groups, ungrouped = [], Group(name or DEFAULT_NAME)
    for code in codes.iterfind("{*}Code"):
        note = read_note(code.findtext("{*}Description") or "")
        themes = [_theme(name, description) for name, description in _codes_below(code)]
        if themes:
            groups.append(Group(_name_of(code), note.definition, note.id, note.palette, themes))
        else:
            ungrouped.themes.append(_theme(_name_of(code), code.findtext("{*}Description") or ""))
    return _codebook([*groups, ungrouped] if ungrouped.themes else groups, name, id_)


def _parse(body: bytes) -> etree._Element:
    """Parses XML without entities, DTD, files and network access. Raises Invalid."""
    if len(body) > MAX_BYTES:
        raise Invalid("codebook_too_large", megabytes=MAX_BYTES // 2**20)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid("not_xml", error=" ".join(str(error).split())) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Invalid("qdc_document_type")
    return root


def _codes_below(code: etree._Element, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and description of every code below one; the names of deeper ones include those above them."""
    for inner in code.iterfind("{*}Code"):
        if len(path) >= MAX_DEPTH:
            raise Invalid("codes_too_deep")
        inner_path = (*path, _name_of(inner))
        yield " – ".join(inner_path), inner.findtext("{*}Description") or ""
        yield from _codes_below(inner, inner_path)


def _name_of(code: etree._Element) -> str:
    return " ".join((code.get("name") or "").split())


def from_csv(text: str, name: str | None = None, id_: str | None = None) -> Codebook:
    """The codebook of a table with a row for each theme: `theme` and optionally `family`, `definition`, `cues`, `examples`,
    `counter_examples` (several in a cell are separated by | or line ends). Other programs' column names are accepted.

    Raises Invalid.
    """
    if len(text) > MAX_BYTES:
        raise Invalid("codebook_too_large", megabytes=MAX_BYTES // 2**20)
    groups: dict[str, Group] = {}
    for row in _rows(text.removeprefix("\ufeff")):
        title = _cell(row, NAME)
        if title:
            family = _cell(row, GROUP) or name or DEFAULT_NAME
            group = groups.setdefault(family, Group(family))
            lists = {key: [text for text in SEPARATOR.split(_cell(row, (key,))) if text] for _, key in LISTS}
            group.themes.append({"name": title, "definition": _cell(row, DEFINITION) or title, **lists})
            group.definition = group.definition or _cell(row, ("family_definition",))
    if not groups:
        raise Invalid("table_without_themes")
    return _codebook(list(groups.values()), name, id_)


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4096].split("\n", 1)[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), dialect=dialect):
            yield {key.strip().lower(): value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}
    except csv.Error as error:
        raise Invalid("not_a_table", error=str(error)) from error


def _cell(row: Mapping[str, str], names: Sequence[str]) -> str:
    """The first of the cells that is not empty, without the quote that protects against formulas."""
    cell = next((row[name] for name in names if row.get(name, "").strip()), "").strip()
    return cell.removeprefix("'") if cell.startswith(("'=", "'+", "'-", "'@")) else cell


def _theme(name: str, description: str) -> dict[str, Any]:
    note = read_note(description)
    theme: dict[str, Any] = {"name": name, "definition": note.definition or name}
    own = {key: value for key, value in (("id", note.id), ("prompt", note.prompt)) if value}
    return {**own, **theme, **{key: list(entries) for key, entries in note.lists.items()}}


def _codebook(groups: Sequence[Group], name: str | None, id_: str | None) -> Codebook:
    """Raises Invalid."""
    if not groups:
        raise Invalid("no_codes")
    if len(groups) > MAX_FAMILIES:
        fault = message("invalid.too_many_families", groups=len(groups), maximum=MAX_FAMILIES)
        raise Invalid("too_many_families", fields={"families": fault}, groups=len(groups), maximum=MAX_FAMILIES)
    name = name or DEFAULT_NAME
    used_palettes: set[int] = set()
    used_ids: dict[str, int] = {}
    families: list[dict[str, object]] = []
    for group in groups:
        theme_ids: dict[str, int] = {}
        families.append(
            {
                "id": _unique_id(group.id or slug(group.name), used_ids),
                "name": group.name,
                "definition": group.definition or group.name,
                "palette": _choose_palette(group.palette, used_palettes),
                "themes": [
                    {**theme, "id": _unique_id(theme.get("id") or slug(theme["name"]), theme_ids)} for theme in group.themes
                ],
            }
        )
    return codebook_from({"id": id_ or slug(name), "version": 1, "name": name, "description": name, "families": families})


def slug(name: str) -> str:
    """An id made from a name, of lower-case letters, digits and hyphens; `code` when none are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "code"


def _unique_id(id_: str, used: dict[str, int]) -> str:
    """The id, with a number when it is used already. `used` has the last number that was tried for each id."""
    unique = id_
    while unique in used:
        used[id_] += 1
        unique = f"{id_}-{used[id_]}"
    used[unique] = 1
    return unique


def _choose_palette(preferred: int | None, used: set[int]) -> int:
    """The preferred palette, or the first that is not used."""
    free = [number for number in range(1, MAX_FAMILIES + 1) if number not in used]
    palette = preferred if preferred in free else free[0]
    assert palette is not None
    used.add(palette)
    return palette
