"""Handouts of several threads."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shapes.handout import Format, Handout, HandoutState
from presentation.api.reason import Error


@dataclass(frozen=True, slots=True)
class JointHandout:
    """A handout of several threads. `url` answers 202 until the file is there; `threads` are in the order of the document."""

    id: str
    state: HandoutState
    url: str
    status_url: str
    title: str
    edition: str
    format: Format
    threads: list[str]
    error: Error | None

    @classmethod
    def from_domain(cls, handout: Handout, url: str, language: str) -> JointHandout:
        joint, failure = handout.key.joint, handout.failure
        assert joint is not None
        return cls(
            id=handout.id,
            state=handout.state,
            url=url,
            status_url=f"/api/v1/handouts/{handout.id}",
            title=joint.title,
            edition=handout.key.edition.value,
            format=handout.key.format,
            threads=[source.thread_id for source in joint.sources],
            error=Error.from_domain(failure, language) if failure else None,
        )
