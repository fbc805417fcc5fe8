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
    "templates/messages/*/*.yaml",
    "workers/handouts/**/*.py",
    "presentation/markup.py",
    "domain/redaction.py",
    "presentation/redaction.py",
    "presentation/evidence.py",
    "presentation/fonts.py",
    "presentation/facts.py",
    "presentation/text_language.py",
    "presentation/legend.py",
    "presentation/verdict.py",
    "domain/bare_urls.py",
    "presentation/strip.py",
    "presentation/palette.py",
    "presentation/messages.py",
    "presentation/thread_json.py",
)


def revision(root: Path = ROOT, made_with: Iterable[str] = MADE_WITH) -> str:
    """The first 16 hex digits of a hash over every file that `made_with` names: by default all that handouts depend on."""
    digest = sha256()
    for path in sorted(path for pattern in made_with for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root).as_posix()}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


REVISION = revision()
