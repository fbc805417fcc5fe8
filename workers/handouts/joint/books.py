"""Joint handouts as EPUB: a chapter a thread, or several for a long one."""

from __future__ import annotations

from collections.abc import Iterator

from presentation.messages import load_messages
from workers.handouts.content.view import HandoutView
from workers.handouts.formats.epub import Chapter, anchors_of, fill_page, pack_chapters, point_groups
from workers.handouts.joint.view import JointView


def render_joint_epub(joint: JointView) -> bytes:
    """The book's bytes."""
    frame, messages = joint.frame, load_messages().handout
    threads = [(number, part, tuple(thread_chapters(number, part))) for number, part in joint.parts]
    places = anchors_of(chapter for _, _, chapters in threads for chapter in chapters)

    def page(chapter: Chapter, **values: object) -> tuple[Chapter, str]:
        return chapter, fill_page("joint.xhtml", view=frame, joint=joint, chapter=chapter, places=places, **values).decode()

    texts = [page(Chapter("head", frame.title))]
    for number, part, chapters in threads:
        texts += [page(chapter, part=part, number=number, is_first=chapter is chapters[0]) for chapter in chapters]
    texts.append(page(Chapter("end", messages.about, has_svg=True)))
    return pack_chapters(frame, texts, f"{frame.edition}{frame.options.query}{frame.title}")


def thread_chapters(number: int, part: HandoutView) -> Iterator[Chapter]:
    """The points of a thread in chapters; the first has its head."""
    for place, (items, span) in enumerate(point_groups(part), 1):
        title = f"{number} {part.title}" if place == 1 else f"{number} {span}"
        yield Chapter(f"thread-{number}-{place:03}", title, items, has_svg=place == 1 and part.has_strip)
