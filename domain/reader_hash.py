"""What captures are read with: Versions name it, so that after a change of it those that were read before are known.

A hash of the code, not a number in each source: nobody can forget to raise it, and reading again what turns out the same adds
nothing. It covers what lies between bytes and points, and neither tags nor pages.
"""

from __future__ import annotations

from domain.code_hash import revision

READ_WITH = (
    "workers/sources/**/*.py",
    "workers/numbering/*.py",
    "workers/unrolling/*.py",
    "domain/addresses.py",
    "domain/completeness.py",
    "domain/content_type.py",
    "domain/numbers.py",
    "domain/edits/*.py",
)
READER = revision(made_with=READ_WITH)
