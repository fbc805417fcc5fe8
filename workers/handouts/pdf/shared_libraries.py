"""WeasyPrint's libraries, loaded by their Linux names at once: a fifth of a second less at every start.

It tries the names of Windows and macOS first, and for each of those cffi asks ldconfig, a compiler and a linker where such a
library might be. On Linux the name that it comes to in the end, `libpango-1.0.so.0`, needs nobody's advice.
"""

from __future__ import annotations

import ctypes.util
import sys


def no_advice(name: str) -> str | None:  # noqa: ARG001 - ctypes' own
    return None


advice = ctypes.util.find_library
if sys.platform == "linux":
    ctypes.util.find_library = no_advice
try:
    import weasyprint  # type: ignore[import-untyped]  # noqa: F401
finally:
    ctypes.util.find_library = advice
