"""The labelled points that the model learns from, one file a topic; a quarter of the topics is held out."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "points"
PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class LabelledPoint:
    """A text and its themes (`family/theme`), which name its families too; none for a point that carries nothing."""

    topic: str
    text: str
    themes: frozenset[str]

    @property
    def families(self) -> frozenset[str]:
        return frozenset(theme.partition("/")[0] for theme in self.themes)


def load_points(folder: Path = FOLDER) -> tuple[LabelledPoint, ...]:
    """All points, topic by topic, in the order of the files."""
    return tuple(
        LabelledPoint(path.stem, said["text"], frozenset(said["themes"]))
        for path in sorted(folder.glob("*.jsonl"))
        for said in map(json.loads, path.read_text("utf-8").splitlines())
    )


def held_out(point: LabelledPoint) -> bool:
    """Whether a point's whole topic is kept from training. Goes by the topic's name: more points do not move the others."""
    return zlib.crc32(point.topic.encode()) % PARTS == 0
