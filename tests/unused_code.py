"""`python -m tests.unused_code`: prints code that nothing uses. Exit status 1 when there is any; `./test` runs it.

It is vulture with the settings of pyproject.toml, and with the names that templates read counted as used.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vulture import Vulture
from vulture.config import make_config

from tests.paths import ROOT

NAME = re.compile(r"[a-zA-Z_]\w*")
EXPRESSION = re.compile(r"\{[{%].*?[}%]\}", re.S)


def template_names(folder: Path) -> set[str]:
    """All names in the expressions and statements of the Jinja templates."""
    expressions = (match[0] for path in folder.rglob("*.jinja*") for match in EXPRESSION.finditer(path.read_text("utf-8")))
    return {name for expression in expressions for name in NAME.findall(expression)}


def main() -> int:
    config = make_config(["--config", str(ROOT / "pyproject.toml")])
    vulture = Vulture(ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"])
    vulture.scavenge([str(ROOT / path) for path in config["paths"]], exclude=config["exclude"])
    vulture.used_names |= template_names(ROOT / "templates")
    return int(vulture.report(min_confidence=config["min_confidence"]))


if __name__ == "__main__":
    sys.exit(main())
