"""Codebooks, their families and themes, and the Tags they give. Written by codebooks and taggers, read everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.messages import Message


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of a family. `id` is short (`silos`); `family/theme` names it across a codebook."""

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


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


class TaggedBy(StrEnum):
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A half-open span, in code points, of a point's text: `text == point.text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme on a point. `confidence` is 0…1, None for a person's; a model's tag always has evidence.

    `lost` holds words that a person once marked and that a newer Version of the point no longer has.
    """

    family: str
    theme: str
    confidence: float | None
    by: TaggedBy
    evidence: tuple[Evidence, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Who suggested the tags of a Version: Threadsheet's own tagger (`name` None), or a language model by its name.

    `warning` says that the requested model could not answer, or what of its response was left out.
    """

    name: str | None = None
    warning: Message | None = None


THREADSHEET = Judge()


@dataclass(frozen=True, slots=True)
class Tagging:
    """The tagging of a Version with a codebook. `revision` is increased by every change of the tags."""

    codebook: CodebookRef
    revision: int
    judge: Judge
    tagged_at: datetime
