"""The labelled points that the model is trained on, one file a topic; a quarter of the topics is held out."""

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
    """A text and its themes (`family/theme`); an unlabelled point, which carries nothing, has none."""

    topic: str
    text: str
    themes: frozenset[str]

    @property
    def families(self) -> frozenset[str]:
        return frozenset(theme.partition("/")[0] for theme in self.themes)


def load_points(folder: Path = FOLDER) -> tuple[LabelledPoint, ...]:
    """Reads all points, topic by topic, in the order of the files."""
    return tuple(
        LabelledPoint(path.stem, entry["text"], frozenset(entry["themes"]))
        for path in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, path.read_text("utf-8").splitlines())
    )


def is_held_out(point: LabelledPoint) -> bool:
    """Whether a point's topic is held out from training. Depends on the topic's name only: new topics do not move others."""
    return zlib.crc32(point.topic.encode()) % PARTS == 0
