"""Parses a codebook in YAML."""

from __future__ import annotations

from typing import Any, Final

import yaml

from domain.codebooks.parsing import codebook_from
from domain.errors import Invalid
from domain.shapes.codebook import Codebook
from domain.yaml_loader import Loader

MAX_BYTES: Final = 4 * 2**20


def parse_yaml(body: bytes) -> Codebook:
    """The codebook from YAML in UTF-8. Raises Invalid with a message for each faulty place (`fields`)."""
    return codebook_from(_parse(body))


def _parse(body: bytes) -> Any:  # any YAML value; codebook_from checks it
    if len(body) > MAX_BYTES:
        raise Invalid("codebook_too_large", megabytes=MAX_BYTES // 2**20)
    try:
        return _load(body.decode("utf-8-sig"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise Invalid("not_yaml", error=" ".join(str(error).split())) from error
    except RecursionError:
        raise Invalid("yaml_too_deep") from None


def _load(text: str) -> Any:
    """Loads YAML without aliases, with which a text of a few lines can fill the memory."""
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise Invalid("yaml_alias", alias=str(event.anchor))
    return yaml.load(text, Loader=Loader)  # noqa: S506 - both are the safe loader
