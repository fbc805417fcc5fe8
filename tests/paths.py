"""Folders that tests read: the project, their own fixtures, and the shared data that is beside the project on some machines."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "pages"
SHARED = ROOT.parent / "shared"
