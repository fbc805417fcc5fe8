"""Writes a Codebook as YAML, for people who export one, change it and add it again."""

from __future__ import annotations

from typing import Any

import yaml

from domain.shapes.codebook import Codebook, Family, Theme


def to_yaml(codebook: Codebook) -> str:
    """The codebook as YAML, from which `parse_yaml` makes an equal codebook."""
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
        **({"prompt": theme.prompt} if theme.prompt else {}),
    }
