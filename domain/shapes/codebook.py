"""A Codebook: families, each with themes. Written by `domain/codebooks`, read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of a family. `id` is short (`silos`); `family/theme` names it across a codebook.

    `prompt` is a question with which a facilitator opens a discussion of the theme; it may be empty.
    """

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A group of themes. `palette` (1…8) picks its tested pair of colours, mark and line style."""

    id: str
    name: str
    definition: str
    palette: int
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class CodebookRef:
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Codebook:
    """A versioned set of families."""

    id: str
    version: int
    name: str
    description: str
    families: tuple[Family, ...]

    @property
    def ref(self) -> CodebookRef:
        return CodebookRef(self.id, self.version)


class Origin(StrEnum):
    """Where a codebook comes from: Threadsheet itself, the user's folder of codebooks, or the web page or API."""

    BUILT_IN = "built-in"
    FOLDER = "folder"
    WEB = "web"
