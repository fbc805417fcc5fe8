"""One reader under atheris: `python -m tests.fuzz.run_reader READER PROGRAM [options of libFuzzer] CORPUS`.

PROGRAM is what libFuzzer starts, with options of its own, when it merges corpora.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["workers", "domain", "bs4"], enable_loader_override=False):
    from tests.fuzz.readers import READERS, try_once


def main() -> None:
    reader = READERS[sys.argv[1]]
    atheris.Setup(sys.argv[2:], lambda body: try_once(reader, body))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
