"""Codebooks, taggings and what people said as the JSON of the API; threads themselves are in `presentation/thread_json.py`."""

from __future__ import annotations

from domain.shapes.decision import PlacedDecision
from domain.shapes.retagging import Retagging
from domain.shapes.theme import Codebook, Family, Origin, Tagging, Theme
from presentation.messages import sentence
from presentation.thread_json import Json, codebook_ref, evidence_json, judge_json, moment


def codebook_json(codebook: Codebook, origin: Origin) -> Json:
    """A codebook as `GET /api/v1/codebooks` lists it."""
    about = {"name": codebook.name, "description": codebook.description, "origin": origin.value}
    return {**codebook_ref(codebook.ref), **about, "families": [_family(family) for family in codebook.families]}


def _family(family: Family) -> Json:
    return {
        "id": family.id,
        "name": family.name,
        "definition": family.definition,
        "palette": family.palette,
        "themes": [_theme(theme) for theme in family.themes],
    }


def _theme(theme: Theme) -> Json:
    return {
        "id": theme.id,
        "name": theme.name,
        "definition": theme.definition,
        "cues": list(theme.cues),
        "examples": list(theme.examples),
        "counter_examples": list(theme.counter_examples),
    }


def decision_json(placed: PlacedDecision) -> Json:
    """What a person said once, as `GET /api/v1/threads/ID/decisions` lists it."""
    said = placed.decision
    return {
        "position": placed.position,
        "version": said.version,
        "codebook": codebook_ref(said.codebook),
        "family": said.family,
        "theme": said.theme,
        "answer": said.answer.value,
        "text": said.anchor.text,
        "evidence": evidence_json(said.evidence),
        "by": said.made_by,
        "at": moment(said.made_at),
        "undone_at": moment(said.undone_at),
    }


def retagging_json(asked: Retagging) -> Json:
    """What became of asking for a thread to be tagged."""
    failure = asked.failure
    return {
        "id": asked.id,
        "codebook": asked.codebook_id,
        "state": asked.state.value,
        "error": failure and {"code": failure.code, "message": sentence(failure.reason), "retryable": failure.retryable},
        "created_at": moment(asked.created_at),
        "finished_at": moment(asked.finished_at),
    }


def tagging_json(tagging: Tagging) -> Json:
    """One codebook that a thread was tagged with."""
    return {
        "codebook": codebook_ref(tagging.codebook),
        "tags_revision": tagging.revision,
        "judge": judge_json(tagging.judge),
        "tagged_at": moment(tagging.tagged_at),
    }
