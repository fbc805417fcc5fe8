"""Options that commands share, as decorators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from domain.editions import Part
from domain.shapes.options import LANGUAGES, Density, Paper

SERVE_OPTIONS = [
    click.option("--host", help="Address to listen on (default 127.0.0.1)."),
    click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (default 8484; 0 picks a free one)."),
    click.option("--workers", type=click.IntRange(0, 256), help="Threads worked on at once (default: cores; 0: elsewhere)."),
    click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the archive (default ./data)."),
]

HANDOUT_OPTIONS = [
    click.option(
        "--paper", type=click.Choice([paper.value for paper in Paper]), default="a4", help="Size of the pages (default a4)."
    ),
    click.option("--columns", type=click.Choice(["1", "2"]), default="1", help="Columns on a page (default 1)."),
    click.option("--pictures/--no-pictures", default=True, help="With the thread's pictures, or only their descriptions."),
    click.option("--redact", is_flag=True, help="Hide the author and everybody who is mentioned."),
    click.option("--large", is_flag=True, help="Large print."),
    click.option(
        "--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the handout's own words (default en)."
    ),
    click.option("--weak", is_flag=True, help="Show weak suggestions too."),
    click.option("--mono", is_flag=True, help="For a black-and-white printer or a copier."),
    click.option("--pdfa", is_flag=True, help="A PDF for archives (PDF/A-3) that carries the thread as JSON."),
    click.option(
        "--part",
        type=click.Choice([part.value for part in Part]),
        help="Part of the workshop edition (default sheet; all of them when OUT ends in .zip).",
    ),
    click.option("--points", default="", metavar="1,3-7", help="Only the points with these numbers."),
    click.option(
        "--density", type=click.Choice([density.value for density in Density]), default="normal", help="Distance of lines."
    ),
    click.option("--cards", type=click.Choice(["4", "8"]), default="8", help="Cards on a page of the workshop's cards."),
]


def handout_options(command: Any) -> Any:  # click's decorators are untyped in this direction
    for option in reversed(HANDOUT_OPTIONS):
        command = option(command)
    return command


def serve_options(command: Any) -> Any:  # click's decorators are untyped in this direction
    for option in reversed(SERVE_OPTIONS):
        command = option(command)
    return command
