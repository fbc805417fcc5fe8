"""A Thread as a file: HTML, PDF or JSON. Rendered from our own templates, with no network and no files."""

from __future__ import annotations

from workers.handouts.render import prepare, render

__all__ = ["prepare", "render"]
