"""Makes the cells of a strip lead to their points. The strip is one picture, so its links are added to the finished PDF.

Each is a link annotation with an element of its own in the structure, as PDF/UA wants, beside the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydyf  # type: ignore[import-untyped]

from presentation.strip import HEIGHT, ROW, STEP, WIDTH, Strip
from workers.handouts.content.point_view import HandoutPoint

SVG: Final = "{http://www.w3.org/2000/svg}svg"
POINTS_A_PIXEL: Final = 0.75
MARGIN: Final = 1
"""Units of the strip around it (`templates/parts/strip.svg.jinja`)."""
ANCESTORS: Final = frozenset({"html", "body", "main", "section", "header"})


@dataclass(frozen=True, slots=True)
class StripLink:
    """A cell on a page: its place in pixels, from the top left, and the anchor of its point. `figure` is the strip's number."""

    page: int
    left: float
    top: float
    width: float
    height: float
    anchor: str
    label: str
    figure: int


def strip_links(document: Any, strips: Sequence[tuple[Strip, Sequence[HandoutPoint]]]) -> Iterator[StripLink]:
    """The links of the strips of a laid-out document of WeasyPrint, which stand in it in this order, with their points."""
    remaining = iter(enumerate(strips))
    for page, box in drawn_strips(document) if strips else ():
        figure, (strip, points) = next(remaining)
        by_position = {point.position: point for point in points}
        unit = box.width / (strip.width + 2 * MARGIN)
        for row, beads in enumerate(strip.rows):
            for column, bead in enumerate(beads):
                point = by_position.get(bead.position or 0)
                if point:
                    left = box.content_box_x() + (column * STEP + MARGIN) * unit
                    top = box.content_box_y() + (row * ROW + MARGIN) * unit
                    label = f"{point.label or point.role}: {point.point.text[:60]}"
                    yield StripLink(page, left, top, WIDTH * unit, HEIGHT * unit, point.anchor, label, figure)


def drawn_strips(document: Any) -> Iterator[tuple[int, Any]]:
    """The pages and boxes of the strips."""
    for number, page in enumerate(document.pages):
        yield from ((number, box) for box in strip_boxes(page._page_box))


def strip_boxes(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if child.element_tag == SVG:
            if "strip" in child.element.get("class", "").split():
                yield child
        elif child.element_tag in ANCESTORS:
            yield from strip_boxes(child)


def add_strip_links(document: Any, pdf: Any, links: Sequence[StripLink]) -> None:
    """Adds the links to a PDF of pydyf whose structure is complete."""
    if not links:
        return
    root = referenced(pdf, pdf.catalog["StructTreeRoot"])
    numbers = referenced(pdf, root["ParentTree"])["Nums"]
    figures = [entry for entry in pdf.objects if isinstance(entry, dict) and entry.get("S") == "/Figure" and "Alt" in entry]
    labels = [box.element.findtext("{http://www.w3.org/2000/svg}title") for _, box in drawn_strips(document)]
    strips = list(matching_figures(figures, labels))
    key = max(numbers[::2], default=-1)
    for link in reversed(links):
        key += 1
        reference, page = pdf.page_references[link.page], document.pages[link.page]
        bottom = (page.height - link.top - link.height) * POINTS_A_PIXEL
        left = link.left * POINTS_A_PIXEL
        corners = [left, bottom, left + link.width * POINTS_A_PIXEL, bottom + link.height * POINTS_A_PIXEL]
        annotation = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": pydyf.Array(corners),
                "BS": pydyf.Dictionary({"W": 0}),
                "Contents": pydyf.String(link.label),
                "Dest": pydyf.String(link.anchor),
                "StructParent": key,
            }
        )
        pdf.add_object(annotation)
        pdf_page = referenced(pdf, reference)
        pdf_page.setdefault("Annots", pydyf.Array()).append(annotation.reference)
        object_reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": reference})
        pdf.add_object(object_reference)
        figure = strips[link.figure]
        element = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Link",
                "P": figure["P"],
                "Pg": reference,
                "Alt": pydyf.String(link.label),
                "K": pydyf.Array([object_reference.reference]),
            }
        )
        pdf.add_object(element)
        siblings = referenced(pdf, figure["P"])["K"]
        siblings.insert(siblings.index(figure.reference) + 1, element.reference)
        numbers.extend([key, element.reference])


def matching_figures(figures: Sequence[Any], labels: Sequence[str]) -> Iterator[Any]:
    """The figures of the structure that are strips, by their alternative texts, in order."""
    remaining = iter(figures)
    for label in labels:
        yield next(figure for figure in remaining if figure["Alt"].string == label)


def referenced(pdf: Any, reference: bytes) -> Any:
    """The object that a reference ("12 0 R") means."""
    return pdf.objects[int(reference.split()[0])]
