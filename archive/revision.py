"""What handouts are made with: when any of it changes, they are made again. Server and workers name it in every key."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
MADE_WITH = (
    "templates/handout/*.jinja",
    "templates/handout/epub/*.jinja",
    "templates/parts/*",
    "templates/style/*.css",
    "templates/style/handout/*.css",
    "templates/style/fonts/*.ttf",
    "templates/style/fonts/*.woff2",
    "templates/words/*.yaml",
    "workers/handouts/*.py",
    "archive/markup.py",
    "archive/redaction.py",
    "archive/evidence.py",
    "archive/faces.py",
    "archive/facts.py",
    "archive/language.py",
    "archive/legend.py",
    "archive/verdict.py",
    "archive/bare_links.py",
    "archive/strip.py",
    "archive/palette.py",
    "archive/words.py",
    "archive/document.py",
)


def revision(root: Path = ROOT, made_with: Iterable[str] = MADE_WITH) -> str:
    """The first 16 hex digits of a hash over every file that `made_with` names: by default all that handouts depend on."""
    digest = sha256()
    for path in sorted(path for pattern in made_with for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


REVISION = revision()
