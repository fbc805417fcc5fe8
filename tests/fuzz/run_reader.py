"""One reader under atheris: `python -m tests.fuzz.run_reader READER [options of libFuzzer] CORPUS`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["workers", "domain", "bs4"], enable_loader_override=False):
    from tests.fuzz.readers import READERS, try_once


def main() -> None:
    reader = READERS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda body: try_once(reader, body))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
