"""Codebooks with their families and themes."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes import codebook as shapes
from domain.shapes.codebook import Family, Origin


@dataclass(frozen=True, slots=True)
class Codebook:
    id: str
    version: int
    name: str
    description: str
    origin: Origin
    families: tuple[Family, ...]

    @classmethod
    def from_domain(cls, codebook: shapes.Codebook, origin: Origin) -> Codebook:
        return cls(codebook.id, codebook.version, codebook.name, codebook.description, origin, codebook.families)


@dataclass(frozen=True, slots=True)
class FileFault:
    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Codebooks:
    """All codebooks, and the files in the folder of codebooks that are not valid ones."""

    items: list[Codebook]
    faults: list[FileFault]
