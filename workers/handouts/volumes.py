"""A long thread in volumes: each is set alone, so that memory stays that of one; their PDFs are joined, tags and all."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from archive.shapes.thread import Gap
from archive.words import words
from workers.handouts.items import PointView
from workers.handouts.pdf import pdf
from workers.handouts.sheet import Sheet, Volume


def whole(sheet: Sheet, volume_points: int) -> bytes:
    """The handout as one PDF; above `volume_points` points it is set in volumes."""
    volumes = tuple(cut(sheet, volume_points))
    if len(volumes) == 1:
        return pdf(sheet)
    return joined(set_one_by_one(volumes))


def cut(sheet: Sheet, most: int) -> Iterator[Sheet]:
    """Sheets of at most so many points; a gap stays with the point before it."""
    helpings: list[list[PointView | Gap]] = [[]]
    points = 0
    for item in sheet.items:
        if isinstance(item, PointView):
            if points == most:
                helpings.append([])
                points = 0
            points += 1
        helpings[-1].append(item)
    if len(helpings) == 1:
        yield sheet
        return
    for number, helping in enumerate(helpings, 1):
        positions = [item.position for item in helping if isinstance(item, PointView)]
        named = {"volume": number, "volumes": len(helpings), "first": f"{positions[0]:,}", "last": f"{positions[-1]:,}"}
        volume = Volume(words().handout.volume(**named), first=number == 1, last=number == len(helpings))
        yield replace(sheet, items=tuple(helping), volume=volume)


def set_one_by_one(volumes: Sequence[Sheet]) -> Iterator[bytes]:
    """Each volume's PDF; what one took is given back before the next (the collector is off in a confined child)."""
    for volume in volumes:
        yield pdf(volume)
        gc.collect()


def joined(parts: Iterator[bytes]) -> bytes:
    """One PDF of several: pages and structure."""
    first = Pdf.open(BytesIO(next(parts)))
    for part in parts:
        with Pdf.open(BytesIO(part)) as other:
            append(first, other)
    body = BytesIO()
    first.save(body, object_stream_mode=ObjectStreamMode.generate)
    return body.getvalue()


def append(whole: Pdf, other: Pdf) -> None:
    """The other's pages behind the whole's, with everything that makes them a tagged document."""
    places = next_key(whole.Root.StructTreeRoot.ParentTree)
    start = len(whole.pages)
    whole.pages.extend(other.pages)
    for page in whole.pages[start:]:
        shift(page.obj, places)
    tree = whole.copy_foreign(other.make_indirect(other.Root.StructTreeRoot))
    adopt(whole.Root.StructTreeRoot, tree, places)


def next_key(parents: Object) -> int:
    """The first free key of a parent tree."""
    return 1 + max((int(key) for key in list(parents.Nums)[::2]), default=-1)


def shift(page: Object, places: int) -> None:
    """Moves a page's, and its links', keys into the parent tree."""
    if Name.StructParents in page:
        page[Name.StructParents] = int(page.StructParents) + places
    for link in page.get(Name.Annots, Array()):
        if Name.StructParent in link:
            link[Name.StructParent] = int(link.StructParent) + places


def adopt(root: Object, tree: Object, places: int) -> None:
    """Puts another tree's parts under this document's root, and its keys behind ours."""
    document, other = root.K[0], tree.K[0]
    for part in other.K:
        if isinstance(part, Dictionary) or Name.S in part:
            part[Name.P] = document
        document.K.append(part)
    keys = list(tree.ParentTree.Nums)
    for key, parents in zip(keys[::2], keys[1::2], strict=True):
        root.ParentTree.Nums.extend(Array([int(key) + places, parents]))
