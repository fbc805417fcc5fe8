"""Derives a Version from Readings: the chain of posts, the points, the completeness. Pure; called by the pipeline."""

from workers.unrolling.language import identifier
from workers.unrolling.unroll import unroll

__all__ = ["prepare", "unroll"]


def prepare() -> None:
    """Load the language model before a process forks."""
    identifier()
