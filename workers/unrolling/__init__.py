"""From what sources read to a Version: the chain, its points, the verdict. Pure; called by the pipeline."""

from workers.unrolling.language import identifier
from workers.unrolling.unroll import unroll

__all__ = ["prepare", "unroll"]


def prepare() -> None:
    """Load the language model before a process forks."""
    identifier()
