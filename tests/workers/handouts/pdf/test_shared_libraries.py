"""WeasyPrint finds its shared libraries without starting the compiler and the linker that cffi would ask."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.paths import ROOT

IMPORT_AND_NAME_PROCESSES = """
import sys
sys.addaudithook(lambda event, values: print(values[0]) if event == "subprocess.Popen" else None)
import {module}
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the libraries have other names")
@pytest.mark.parametrize("module", ["workers.pool", "workers.handouts.pdf.renderer"])
def test_loading_starts_no_process(module: str) -> None:
    code = IMPORT_AND_NAME_PROCESSES.format(module=module)
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == ""
