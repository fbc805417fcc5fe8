"""Renders handouts and theme sheets from our own templates, without network and file system. Called by the pipeline."""

from __future__ import annotations

from workers.handouts.pdf import shared_libraries  # noqa: F401 - before any other import of WeasyPrint

# isort: split
from workers.handouts.joint.render import render_joint
from workers.handouts.render import prepare, render
from workers.handouts.theme_sheet import theme_sheet

__all__ = ["prepare", "render", "render_joint", "theme_sheet"]
