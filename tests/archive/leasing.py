"""Claims that end in other ways than by the work."""

from __future__ import annotations

from archive import work
from archive.archive import Archive


def abandon(archive: Archive) -> None:
    """Ends all claims, as the reconciler does when their holders are gone."""
    for held in work.held_leases(archive):
        assert work.expire(archive, held)
