"""Renders long threads as PDF in volumes, one after the other, so that memory stays that of one."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.shapes.thread import Gap
from presentation.messages import load_messages
from workers.handouts.content.point_view import HandoutPoint
from workers.handouts.content.view import HandoutView, Volume
from workers.handouts.pdf.renderer import render_pdf


def render_volumes(view: HandoutView, volume_points: int) -> bytes:
    """The handout as one PDF; with more than `volume_points` points it is rendered in volumes, which are merged."""
    volumes = tuple(split_into_volumes(view, volume_points))
    if len(volumes) == 1:
        return render_pdf(view)
    from workers.handouts.pdf.merging import merge_pdfs  # pikepdf is loaded for long threads only

    return merge_pdfs(render_each(volumes))


def split_into_volumes(view: HandoutView, max_points: int) -> Iterator[HandoutView]:
    """Views of at most `max_points` points; a gap stays with the point before it."""
    parts: list[list[HandoutPoint | Gap]] = [[]]
    points = 0
    for item in view.items:
        if isinstance(item, HandoutPoint):
            if points == max_points:
                parts.append([])
                points = 0
            points += 1
        parts[-1].append(item)
    if len(parts) == 1:
        yield view
        return
    for number, part in enumerate(parts, 1):
        positions = [item.position for item in part if isinstance(item, HandoutPoint)]
        values = {"volume": number, "volumes": len(parts), "first": f"{positions[0]:,}", "last": f"{positions[-1]:,}"}
        volume = Volume(load_messages().handout.volume(**values), first=number == 1, last=number == len(parts))
        yield replace(view, items=tuple(part), volume=volume)


def render_each(volumes: Sequence[HandoutView]) -> Iterator[bytes]:
    """The PDF of each volume; memory is freed in between, since the garbage collector is off in a sandboxed child."""
    for volume in volumes:
        yield render_pdf(volume)
        gc.collect()
