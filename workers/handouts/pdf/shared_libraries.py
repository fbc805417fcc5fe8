"""Imports WeasyPrint without a search for its shared libraries: a fifth of a second less at every start.

WeasyPrint tries the names of Windows and macOS first, and for each of those cffi runs ldconfig, a compiler and a linker. On
Linux the last name, `libpango-1.0.so.0`, is found without them.
"""

from __future__ import annotations

import ctypes.util
import sys


def find_nothing(name: str) -> str | None:  # noqa: ARG001 - ctypes' own
    return None


find_library = ctypes.util.find_library
if sys.platform == "linux":
    ctypes.util.find_library = find_nothing
try:
    import weasyprint  # type: ignore[import-untyped]  # noqa: F401
finally:
    ctypes.util.find_library = find_library
