"""Reads a codebook out of YAML text."""

from __future__ import annotations

from typing import Any, Final

import yaml

from domain.codebooks.parsing import codebook_from
from domain.errors import Invalid
from domain.shapes.theme import Codebook
from domain.yaml_loader import Loader

LARGEST_BYTES: Final = 4 * 2**20


def parse_yaml(body: bytes) -> Codebook:
    """The codebook in YAML encoded as UTF-8. Raises Invalid with a sentence for each faulty place (`fields`)."""
    return codebook_from(_parse(body))


def _parse(body: bytes) -> Any:  # whatever YAML holds; codebook_from looks at all of it
    if len(body) > LARGEST_BYTES:
        raise Invalid(f"It is larger than {LARGEST_BYTES // 2**20} MB.")
    try:
        return _load(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise Invalid(f"It is not YAML in UTF-8 ({' '.join(str(error).split())}).") from error
    except RecursionError:
        raise Invalid("It is nested too deep.") from None


def _load(text: str) -> Any:
    """Without aliases: a text of a few lines that names itself again and again would fill the memory (YAML's bombs)."""
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Invalid(f"It refers back to itself (*{event.anchor}); write out what is repeated, or put it in quotes.")
    return yaml.load(text, Loader=Loader)  # noqa: S506 - both are the safe loader
