"""A long thread in volumes: each is set alone, so that memory stays that of one."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.shapes.thread import Gap
from presentation.messages import load_messages
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import Sheet, Volume
from workers.handouts.pdf.renderer import pdf


def whole(sheet: Sheet, volume_points: int) -> bytes:
    """The handout as one PDF; above `volume_points` points it is set in volumes, and what joins them is loaded."""
    volumes = tuple(cut(sheet, volume_points))
    if len(volumes) == 1:
        return pdf(sheet)
    from workers.handouts.pdf.merging import joined

    return joined(set_one_by_one(volumes))


def cut(sheet: Sheet, most: int) -> Iterator[Sheet]:
    """Sheets of at most so many points; a gap stays with the point before it."""
    helpings: list[list[HandoutPoint | Gap]] = [[]]
    points = 0
    for item in sheet.items:
        if isinstance(item, HandoutPoint):
            if points == most:
                helpings.append([])
                points = 0
            points += 1
        helpings[-1].append(item)
    if len(helpings) == 1:
        yield sheet
        return
    for number, helping in enumerate(helpings, 1):
        positions = [item.position for item in helping if isinstance(item, HandoutPoint)]
        named = {"volume": number, "volumes": len(helpings), "first": f"{positions[0]:,}", "last": f"{positions[-1]:,}"}
        volume = Volume(load_messages().handout.volume(**named), first=number == 1, last=number == len(helpings))
        yield replace(sheet, items=tuple(helping), volume=volume)


def set_one_by_one(volumes: Sequence[Sheet]) -> Iterator[bytes]:
    """Each volume's PDF; what one took is given back before the next (the collector is off in a confined child)."""
    for volume in volumes:
        yield pdf(volume)
        gc.collect()
