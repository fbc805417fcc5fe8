"""A Thread as a file: in any edition and format. Rendered from our own templates, with no network and no files."""

from __future__ import annotations

from workers.handouts.pdf import shared_libraries  # noqa: F401 - before whatever else imports WeasyPrint
from workers.handouts.render import prepare, render
from workers.handouts.theme_sheet import theme_sheet

__all__ = ["prepare", "render", "theme_sheet"]
