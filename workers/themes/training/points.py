"""The labelled points that the model is trained on: our own, one file a topic, and those in other people's prose.

A quarter of the topics of our own is never trained on. Of the prose, whole voices are set apart to calibrate and to test.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "points"
PROSE_FOLDER: Final = Path(__file__).parent / "prose"
PARTS: Final = 4
POINT_WEIGHTS: Final = {"many-voices": 3.0}  # of a file's points in the loss: others wrote and chose them


class Part(StrEnum):
    """What a point in other people's prose is used for."""

    TRAINING = "training"
    VALIDATION = "validation"
    CALIBRATION = "calibration"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class LabelledPoint:
    """A text and its themes (`family/theme`); an unlabelled point, which carries nothing, has none."""

    topic: str
    text: str
    themes: frozenset[str]
    weight: float = 1.0  # of the point in the loss

    @property
    def families(self) -> frozenset[str]:
        return frozenset(theme.partition("/")[0] for theme in self.themes)


def load_points(folder: Path = FOLDER) -> tuple[LabelledPoint, ...]:
    """Reads all points of our own, topic by topic, in the order of the files."""
    return tuple(
        LabelledPoint(path.stem, entry["text"], frozenset(entry["themes"]))
        for path in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, path.read_text("utf-8").splitlines())
    )


def load_prose(part: Part, folder: Path = PROSE_FOLDER) -> tuple[LabelledPoint, ...]:
    """Reads the points of one part in other people's prose, in the order of the files."""
    return tuple(
        LabelledPoint(entry["topic"], entry["text"], frozenset(entry["themes"]), POINT_WEIGHTS.get(path.stem, 1.0))
        for path in sorted(folder.glob("*.jsonl"))
        for entry in map(json.loads, path.read_text("utf-8").splitlines())
        if entry["part"] == part
    )


def is_held_out(point: LabelledPoint) -> bool:
    """Whether a point's topic is held out from training. Depends on the topic's name only: new topics do not move others."""
    return zlib.crc32(point.topic.encode()) % PARTS == 0
