"""The web server loads at its start what most requests need, and nothing else."""

from __future__ import annotations

import subprocess
import sys

from tests.paths import ROOT

SELDOM_USED = ("authlib", "joserfc", "requests", "rfc3161_client", "xlsxwriter", "minio", "apprise", "numpy", "weasyprint")


def test_libraries_that_few_servers_need_are_loaded_when_they_are_used() -> None:
    code = f"import sys, server.app; print([name for name in {SELDOM_USED} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
