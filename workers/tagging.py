"""Tags the points of a Version: by Threadsheet's own tagger, and by a language model where the settings name one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.messages import message
from domain.shapes.codebook import Codebook
from domain.shapes.tag import PENDING, THREADSHEET, Judge
from domain.shapes.thread import Point, Version
from workers.llm_tagger import LanguageModel, LanguageModelFailed, Unanswered
from workers.sandbox import no_heartbeat
from workers.themes.languages import can_judge
from workers.themes.tagger import Odds, Tagger

TAGGING_BATCH: Final = 256  # points; the heartbeat is called between two batches


@dataclass(frozen=True, slots=True)
class VersionTagger:
    """The own tagger, and the language model if there is one. `heartbeat` is called all the while."""

    tagger: Tagger
    model: LanguageModel | None = None
    heartbeat: Callable[[], None] = no_heartbeat

    def tag(self, version: Version, codebook: Codebook) -> Version:
        """Tags by the model's answers; by the own tagger, with a warning, when it fails. Raises Unanswered when it pauses."""
        if self.model is None:
            return self._tag(version, codebook)
        try:
            return self._tag_by_model(version, codebook, self.model)
        except LanguageModelFailed as failure:
            warning = message("judge_failed", judge=self.model.model, why=failure.reason)
            return replace(self._tag(version, codebook), judge=Judge(warning=warning))

    def tag_at_once(self, version: Version, codebook: Codebook) -> Version:
        """Tags by the model's stored answers; where one is absent or of no use by the own tagger, preliminarily."""
        if self.model is None:
            return self._tag(version, codebook)
        try:
            return self._tag_by_model(version, codebook, replace(self.model, asks=False))
        except (Unanswered, LanguageModelFailed):
            warning = message(PENDING, judge=self.model.model)
            return replace(self._tag(version, codebook), judge=Judge(warning=warning))

    def _tag_by_model(self, version: Version, codebook: Codebook, model: LanguageModel) -> Version:
        if not model.answers_letters:
            return model.tag(version, codebook, self.heartbeat)
        if not _can_judge(version):
            return self._tag(version, codebook)
        odds = model.odds(version.points, codebook, self.heartbeat)
        return replace(self._tag(version, codebook, odds, model.model), judge=Judge(model.model))

    def _tag(self, version: Version, codebook: Codebook, second_odds: Sequence[Odds] = (), judge: str = "") -> Version:
        if not _can_judge(version):
            points = tuple(replace(point, tags=(), weak=()) for point in version.points)
            return replace(version, points=points, judge=Judge(warning=message("not_judged", language=version.language or "?")))
        tagged: list[Point] = []
        for start in range(0, len(version.points), TAGGING_BATCH):
            points = version.points[start : start + TAGGING_BATCH]
            tags_by_point = self.tagger.tag(points, codebook, second_odds[start : start + TAGGING_BATCH], judge)
            tagged += [point.with_suggestions(tags) for point, tags in zip(points, tags_by_point, strict=True)]
            self.heartbeat()
        return replace(version, points=tuple(tagged), judge=THREADSHEET)


def _can_judge(version: Version) -> bool:
    return can_judge(version.language, (point.text for point in version.points))
