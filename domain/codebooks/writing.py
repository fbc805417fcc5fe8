"""A Codebook as YAML that can be read again: for those who take one out, change it and send it back."""

from __future__ import annotations

from typing import Any

import yaml

from domain.shapes.theme import Codebook, Family, Theme


def to_yaml(codebook: Codebook) -> str:
    """`parse_yaml` makes the same codebook of it."""
    content = {
        "id": codebook.id,
        "version": codebook.version,
        "name": codebook.name,
        "description": codebook.description,
        "families": [_family(family) for family in codebook.families],
    }
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text


def _family(family: Family) -> dict[str, Any]:
    return {
        "id": family.id,
        "name": family.name,
        "palette": family.palette,
        "definition": family.definition,
        "themes": [_theme(theme) for theme in family.themes],
    }


def _theme(theme: Theme) -> dict[str, Any]:
    lists = {"cues": theme.cues, "examples": theme.examples, "counter_examples": theme.counter_examples}
    return {
        "id": theme.id,
        "name": theme.name,
        "definition": theme.definition,
        **{name: list(texts) for name, texts in lists.items() if texts},
    }
