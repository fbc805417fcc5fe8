"""Renders a joint handout: several Threads to one file's bytes, in an edition and a format."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.options import Options
from domain.shapes.picture import Picture
from domain.shapes.thread import Thread
from presentation.api.thread import joint_document
from presentation.messages import language_of_messages
from presentation.redaction import redact_joint
from workers.handouts.content.view import HandoutView
from workers.handouts.fonts import embedded_font_rules
from workers.handouts.formats.html import STYLE_PLACEHOLDER, fill_document
from workers.handouts.joint.books import render_joint_epub
from workers.handouts.joint.text_formats import (
    render_joint_csv,
    render_joint_markdown,
    render_joint_markdown_zip,
    render_joint_text,
)
from workers.handouts.joint.view import Codebooks, JointView, build_joint_view
from workers.handouts.pdf.page_footer import page_rules
from workers.handouts.pdf.renderer import continuation, render_document
from workers.handouts.pdf.volumes import split_into_volumes
from workers.handouts.style import stylesheet, variants
from workers.handouts.weak_tags import with_weak_tags

TEMPLATE, STYLE = "handout/joint.html.jinja", "handout/joint.css"
PAGED = frozenset({Format.PDF, Format.DOCX, Format.PPTX})
TEXT_ONLY = frozenset({Format.MD, Format.TXT, Format.CSV})
Parts = tuple[tuple[int, HandoutView], ...]


def render_joint(
    threads: Sequence[Thread],
    codebooks: Codebooks,
    title: str,
    edition: Edition,
    format_: Format,
    rendered_at: datetime,
    options: Options,
    pictures: Mapping[str, Picture],
    volume_points: int = 1000,
) -> bytes:
    """The handout's bytes. `codebooks` has that of each thread; without a `title` it is named after its threads."""
    options = options.relevant_to(edition, format_)
    with language_of_messages(options.lang):
        return render_in_language(threads, codebooks, title, edition, format_, rendered_at, options, pictures, volume_points)


def render_in_language(
    threads: Sequence[Thread],
    codebooks: Codebooks,
    title: str,
    edition: Edition,
    format_: Format,
    rendered_at: datetime,
    options: Options,
    pictures: Mapping[str, Picture],
    volume_points: int,
) -> bytes:
    if options.redact:
        threads, title = redact_joint(threads, title)
    if format_ is Format.JSON:
        return joint_document(title, [(thread, codebooks[thread.codebook]) for thread in threads])
    if options.weak:
        threads = tuple(map(with_weak_tags, threads))
    shown = replace(options, pictures=options.pictures and format_ not in TEXT_ONLY, points="", pdfa=False)
    joint = build_joint_view(threads, codebooks, title, edition, shown, rendered_at, pictures, paged=format_ in PAGED)
    return render_joint_pdf(joint, volume_points) if format_ is Format.PDF else RENDERERS[format_](joint)


def render_joint_pdf(joint: JointView, volume_points: int) -> bytes:
    """The document as PDF/UA-1; one of more points than `volume_points` is rendered in volumes, which are merged."""
    volumes = tuple(volumes_of(joint, volume_points))
    if len(volumes) == 1:
        return render_volume(joint, joint.parts, 0, 1)
    from workers.handouts.pdf.merging import merge_pdfs  # pikepdf is loaded for long documents only

    return merge_pdfs(render_each(joint, volumes))


def render_each(joint: JointView, volumes: Sequence[Parts]) -> Iterator[bytes]:
    for place, parts in enumerate(volumes):
        yield render_volume(joint, parts, place, len(volumes))
        gc.collect()  # it is off in a sandboxed child


def volumes_of(joint: JointView, max_points: int) -> Iterator[Parts]:
    """The threads in groups of at most `max_points` points; a thread of more is split."""
    group: list[tuple[int, HandoutView]] = []
    points = 0
    for number, view in joint.parts:
        for piece in split_into_volumes(view, max_points):
            if group and points + len(piece.points) > max_points:
                yield tuple(group)
                group, points = [], 0
            group.append((number, piece))
            points += len(piece.points)
    yield tuple(group)


def render_volume(joint: JointView, parts: Parts, place: int, count: int) -> bytes:
    frame = joint.frame
    page = page_rules(frame.footer, None, frame.options)
    single_page = page_rules(frame.footer[1:2], None, frame.options)
    points = tuple(point for _, view in parts for point in view.points)
    names = (*continuation(points), *variants(frame.edition, frame.options, frame.language), STYLE)
    strips = [(view.strip, view.points) for _, view in parts if view.has_strip] if count == 1 else ()
    body = render_body(joint, parts, "", is_first=place == 0, is_last=place == count - 1, is_alone=count == 1)
    return render_document(body, frame.images, page, single_page, names, points=points, strips=strips)


def render_joint_html(joint: JointView) -> bytes:
    """The document as one file that loads nothing."""
    frame = joint.frame
    body = render_body(joint, joint.parts, STYLE_PLACEHOLDER)
    style = (
        embedded_font_rules(body + "".join(frame.footer))
        + stylesheet((*variants(frame.edition, frame.options), STYLE))
        + page_rules(frame.footer, None, frame.options, paper=False)
    )
    return body.replace(STYLE_PLACEHOLDER, style, 1).encode()


def render_body(
    joint: JointView, parts: Parts, style: str, *, is_first: bool = True, is_last: bool = True, is_alone: bool = True
) -> str:
    """The document or one volume of it, well-formed; without a stylesheet it is for print."""
    values = {
        "view": joint.frame,
        "joint": joint,
        "parts": parts,
        "is_first": is_first,
        "is_last": is_last,
        "is_alone": is_alone,
    }
    return fill_document(TEMPLATE, style, **values)


def render_joint_docx(joint: JointView) -> bytes:
    """A DOCX. Its library is loaded at the first use."""
    from workers.handouts.formats.docx import render_joint_docx

    return render_joint_docx(joint)


def render_joint_pptx(joint: JointView) -> bytes:
    """Slides. Their library is loaded at the first use."""
    from workers.handouts.formats.pptx import render_joint_pptx

    return render_joint_pptx(joint)


RENDERERS: Mapping[Format, Callable[[JointView], bytes]] = {
    Format.HTML: render_joint_html,
    Format.EPUB: render_joint_epub,
    Format.MD: render_joint_markdown,
    Format.MD_ZIP: render_joint_markdown_zip,
    Format.TXT: render_joint_text,
    Format.DOCX: render_joint_docx,
    Format.PPTX: render_joint_pptx,
    Format.CSV: render_joint_csv,
}
