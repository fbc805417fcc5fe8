"""One call for every handout: a Thread to a file's bytes, in an edition and a format."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from archive.document import to_json
from archive.errors import Invalid
from archive.shapes.handout import Edition, Format
from archive.shapes.picture import Picture
from archive.shapes.post import Author
from archive.shapes.reading import Site
from archive.shapes.theme import Codebook, CodebookRef, Evidence, Family, Tag, TaggedBy, Theme
from archive.shapes.thread import Completeness, Point, Role, Thread, Verdict, Version
from workers.handouts.html import one_file
from workers.handouts.sheet import sheet
from workers.handouts.volumes import whole

NO_PICTURES: Mapping[str, Picture] = {}


def prepare() -> None:
    """Loads what is slow by making small handouts, so that processes forked later share it.

    Takes about a second and a half, most of it the imports and the fonts.
    """
    for _ in range(WARM):
        said = sheet(SPECIMEN, THEMES, datetime(2026, 1, 1, tzinfo=UTC))
        whole(said, len(said.items))
    one_file(said)
    gc.collect()
    gc.freeze()  # before the fork: a collector that walks shared memory copies it


WARM = 3
LETTERS = "The quick brown fox jumps over the lazy dog, 0123456789. Ça, ähnlich, ночь, φῶς; “quoted” – ‘so’ — 👇"
THEME = Theme("specimen", "Specimen", "")
THEMES = Codebook("specimen", 1, "", "", tuple(Family(f"f{n}", f"Family {n}", "", n, (THEME,)) for n in range(1, 9)))
TAGS = tuple(Tag(family.id, THEME.id, 0.5, TaggedBy.MODEL, (Evidence(0, 9, LETTERS[:9]),)) for family in THEMES.families)
SPECIMEN = Thread(
    Version(
        title=LETTERS,
        site=Site.PASTE,
        url=None,
        author=Author(),
        posted_at=None,
        language=None,
        points=(
            *(Point(number, Role.POINT, LETTERS, number, tags=TAGS) for number in range(1, 9)),
            Point(9, Role.CLOSING, LETTERS),
        ),
        completeness=Completeness(Verdict.UNKNOWN),
    ),
    CodebookRef("specimen", 1),
)


def render(
    thread: Thread,
    codebook: Codebook,
    edition: Edition,
    format_: Format,
    rendered_at: datetime,
    volume_points: int = 1000,
    pictures: Mapping[str, Picture] = NO_PICTURES,  # noqa: ARG001 - the figures that embed them come with the editions
) -> bytes:
    """The handout's bytes; the same arguments give the same text. A PDF of more than `volume_points` is set in volumes.

    Raises Invalid for an edition that Threadsheet cannot make yet.
    """
    if format_ is Format.JSON:
        return json.dumps(to_json(thread, codebook), ensure_ascii=False, indent=1).encode()
    if edition is not Edition.ANNOTATED:
        raise Invalid(f"The {edition} edition cannot be made yet; the annotated one can.")
    said = sheet(thread, codebook, rendered_at)
    return whole(said, volume_points) if format_ is Format.PDF else one_file(said)
