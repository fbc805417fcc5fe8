"""Parses the front matter of a Markdown file: the fields between `---` lines at its top."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLOCK = re.compile(r"\s*---[^\S\n]*\n(?P<lines>(?:[^\n]*\n){0,100}?)---[^\S\n]*(?:\n|$)")
FIELD = re.compile(r"(?P<key>[A-Za-z_][\w-]{0,40}):[^\S\n]*(?P<value>.*)")
ITEM = re.compile(r"\s+-\s+(?P<value>.+)|-\s+(?P<value2>.+)")
# defuddle writes the same fields as JSON in a code block.
JSON_BLOCK = re.compile(r"\s*```json\s*\n(?P<json>\{.{0,4000}?\})\s*\n```[^\S\n]*(?:\n|$)", re.DOTALL)
JSON_FIELD = re.compile(r"\"(?P<key>\w{1,40})\"\s*:\s*\"(?P<value>(?:[^\"\\]|\\.){0,1000})\"")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The first value of each field by lower-case name, without quotes and brackets; the text begins at `end`."""

    fields: tuple[tuple[str, str], ...] = ()
    end: int = 0

    def get(self, *names: str) -> str | None:
        """The value of the first of these fields that is not empty."""
        values = dict(self.fields)
        return next((value for name in names if (value := values.get(name))), None)


def parse_front_matter(text: str) -> FrontMatter:
    """Parses the front matter of a text; no fields and end 0 where it has none."""
    block = BLOCK.match(text)
    if block:
        fields = _fields(block["lines"].split("\n"))
        return FrontMatter(tuple(fields.items()), block.end())
    head = JSON_BLOCK.match(text)
    if not head:
        return FrontMatter()
    fields = {field["key"].lower(): _unquote(field["value"].replace('\\"', '"')) for field in JSON_FIELD.finditer(head["json"])}
    return FrontMatter(tuple(fields.items()), head.end())


def strip_front_matter(text: str) -> str:
    return text[parse_front_matter(text).end :]


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    key = ""
    for line in lines:
        item, field = ITEM.fullmatch(line), FIELD.fullmatch(line)
        if item and key:
            fields[key] = fields[key] or _unquote(item["value"] or item["value2"])
        elif field:
            key = field["key"].lower()
            fields.setdefault(key, _unquote(field["value"]))
    return fields


def _unquote(value: str) -> str:
    """Removes quotes and wiki brackets: `"[[@mira]]"` becomes `@mira`."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].strip()
    return value.removeprefix("[[").removesuffix("]]").strip()
