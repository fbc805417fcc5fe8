"""The tagger: points in, tags out. Called by the pipeline, and by the command that measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from domain.shapes.theme import Codebook, Tag, TaggedBy
from domain.shapes.thread import Point, Role
from workers.themes import context
from workers.themes.adaptation import newest
from workers.themes.calibration import Calibration
from workers.themes.cues import Hit, hits
from workers.themes.evidence import live, underline
from workers.themes.model import Labels, Model, Opinion, load_model
from workers.themes.zero_shot import untrained

LEARNED: Final = Path("themes")  # in DATA: the folder of what this archive's people taught the tagger
TAGGED_FROM: Final = 0.5  # a family's probability
ALSO_FROM: Final = 0.4  # a further theme's probability; a tagged family's likeliest theme is always given
CUED_FROM: Final = 0.05  # the same for a theme whose cue stands in the text
OUTRO: Final = -1.5  # logits: what follows the last numbered point is a farewell more often than not
MOST_THEMES: Final = 3  # of one family on one point


class Tagger(Protocol):
    """What gives tags."""

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        """One tuple a point, in order. The points are of one thread; each is read in the light of the others."""

    def judge(self, texts: Sequence[str], codebook: Codebook) -> tuple[Judgement, ...]:
        """The probabilities behind the tags, for texts that each stand alone."""


class Reader(Protocol):
    """What has opinions on texts, for one codebook."""

    @property
    def labels(self) -> Labels: ...
    @property
    def calibration(self) -> Calibration: ...
    def read(self, texts: Sequence[str]) -> tuple[Opinion, ...]: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities of each family and of each theme, by (family, theme)."""

    families: Mapping[str, float]
    themes: Mapping[tuple[str, str], float]

    def given(self, family: str) -> bool:
        return self.families[family] >= TAGGED_FROM


class ThemeTagger:
    """Uses the trained model for the codebook it was trained on, and the codebook's own words for any other."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def tag(self, points: Sequence[Point], codebook: Codebook) -> tuple[tuple[Tag, ...], ...]:
        reader, texts = self._reader(codebook), [point.text for point in points]
        opinions = reader.read(texts)
        found = [live(text, tuple(hits(text, codebook))) for text in texts]
        alone = [_judged(reader, *each) for each in zip(opinions, found, strict=True)]
        shifts = context.shifts([max(judgement.families.values()) for judgement in alone], list(map(bool, found)))
        shifts = [shift + (OUTRO if point.role is Role.CLOSING else 0) for shift, point in zip(shifts, points, strict=True)]
        judged = [_judged(reader, *each) for each in zip(opinions, found, shifts, strict=True)]
        return tuple(_tags(*each, reader.labels) for each in zip(texts, opinions, found, judged, strict=True))

    def judge(self, texts: Sequence[str], codebook: Codebook) -> tuple[Judgement, ...]:
        reader = self._reader(codebook)
        found = [live(text, tuple(hits(text, codebook))) for text in texts]
        return tuple(_judged(reader, *each) for each in zip(reader.read(texts), found, strict=True))

    def _reader(self, codebook: Codebook) -> Reader:
        return self._model if Labels.of(codebook) == self._model.labels else untrained(codebook)


def load_tagger(learned: Path | None = None) -> Tagger:
    """The tagger that ships, loaded whole, so that processes forked later share its memory.

    `learned` is the folder of what this archive's people taught it. Raises Invalid when what is there cannot be read.
    """
    model = load_model()
    adaptation = newest(learned, model.fingerprint) if learned else None
    return ThemeTagger(model.adapted(adaptation) if adaptation else model)


def _judged(reader: Reader, opinion: Opinion, found: Sequence[Hit], shift: float = 0.0) -> Judgement:
    cues: dict[str | tuple[str, str], int] = defaultdict(int)
    for hit in found:
        cues[hit.family] += 1
        cues[hit.family, hit.theme] += 1
    families = zip(reader.labels.families, reader.calibration.families, opinion.families, strict=True)
    themes = zip(reader.labels.themes, opinion.themes, strict=True)
    return Judgement(
        {family: line.probability(logit, cues[family], shift) for family, line, logit in families},
        {theme: reader.calibration.theme.probability(logit, cues[theme], shift) for theme, logit in themes},
    )


def _tags(text: str, opinion: Opinion, found: Sequence[Hit], judgement: Judgement, labels: Labels) -> tuple[Tag, ...]:
    tags: list[Tag] = []
    for family in labels.families:
        if judgement.given(family):
            tags += _family_tags(family, text, opinion, found, judgement, labels)
    return tuple(tags)


def _family_tags(
    family: str, text: str, opinion: Opinion, found: Sequence[Hit], judgement: Judgement, labels: Labels
) -> list[Tag]:
    """The likeliest theme of a family that is given, and those that are likely enough by themselves."""
    ranked = sorted((name for name in labels.themes if name[0] == family), key=lambda name: -judgement.themes[name])
    cued = {(hit.family, hit.theme) for hit in found}
    given = [
        name for name in ranked if name == ranked[0] or judgement.themes[name] >= (CUED_FROM if name in cued else ALSO_FROM)
    ]
    tags = []
    for name in given[:MOST_THEMES]:
        own = [hit for hit in found if (hit.family, hit.theme) == name]
        evidence = underline(text, opinion.pieces[:, labels.themes.index(name)], opinion.spans, own)
        confidence = round(min(judgement.themes[name], judgement.families[family]), 2)
        if evidence:
            tags.append(Tag(*name, confidence, TaggedBy.MODEL, evidence))
    return tags
