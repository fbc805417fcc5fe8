"""Tags the points of a Version: by Threadsheet's own tagger, and by a language model where the settings name one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.messages import Message, message
from domain.shapes.codebook import Codebook
from domain.shapes.tag import PENDING, Judge, Tag
from domain.shapes.thread import Point, Version
from workers.llm_tagger import LanguageModel, LanguageModelFailed, Unanswered
from workers.sandbox import no_heartbeat
from workers.themes.languages import can_judge
from workers.themes.tagger import Odds, Tagger
from workers.unrolling.language import language_of

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
        judged = [point for point in version.points if _can_judge(version, point)]
        if not judged:
            return self._tag(version, codebook)
        tagged = self._tag(version, codebook, model.odds(judged, codebook, self.heartbeat), model.model)
        return replace(tagged, judge=replace(tagged.judge, name=model.model))

    def _tag(self, version: Version, codebook: Codebook, second_odds: Sequence[Odds] = (), judge: str = "") -> Version:
        """Tags the points in languages that the tagger was made for. `second_odds` are of these points, by `judge`."""
        judged = [point for point in version.points if _can_judge(version, point)]
        suggested: dict[int, tuple[Tag, ...]] = {}
        for start in range(0, len(judged), TAGGING_BATCH):
            points = judged[start : start + TAGGING_BATCH]
            tags = self.tagger.tag(points, codebook, second_odds[start : start + TAGGING_BATCH], judge)
            suggested.update(zip((point.position for point in points), tags, strict=True))
            self.heartbeat()
        tagged = tuple(point.with_suggestions(suggested.get(point.position, ())) for point in version.points)
        return replace(version, points=tagged, judge=Judge(warning=_not_judged(version, len(judged))))


def _can_judge(version: Version, point: Point) -> bool:
    """By the point's own language, else by its script and the thread's language."""
    if (language := language_of([point.text])) is not None:
        return can_judge(language, [point.text])
    return can_judge(version.language, [point.text]) and can_judge(None, [point.text])


def _not_judged(version: Version, judged: int) -> Message | None:
    """The warning that the thread, or some of its points, are in a language that the tagger was not made for."""
    left_out = len(version.points) - judged
    if left_out and not judged:
        return message("not_judged", language=version.language or "?")
    return message("points_not_judged", count=left_out) if left_out else None
