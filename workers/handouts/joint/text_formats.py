"""Joint handouts as Markdown, plain text and table."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from presentation.messages import load_messages
from workers.handouts.content.view import figures_of
from workers.handouts.formats.csv import csv_bytes, csv_rows
from workers.handouts.formats.markdown import escape, head, item_blocks, picture_files
from workers.handouts.formats.plain import WIDTH, columns, end_lines, thread_lines, underlined_section, wrap_lines
from workers.handouts.formats.zip_files import zip_files
from workers.handouts.joint.view import JointView

MARKDOWN_FILE = "threads.md"


def render_joint_markdown(joint: JointView, link_pictures: bool = False) -> bytes:
    """The document in UTF-8; with `link_pictures` it shows pictures from a folder beside it."""
    return ("\n\n".join(markdown_blocks(joint, link_pictures)) + "\n").encode("utf-8", "replace")


def markdown_blocks(joint: JointView, link_pictures: bool) -> Iterator[str]:
    frame, messages = joint.frame, load_messages().handout
    yield f"---\n{front_matter(joint)}---"
    yield f"# {escape(frame.title)}"
    yield escape(frame.verdict_line)
    yield "\n".join(f"{number}. {escape(part.title)} ({escape(part.author)})" for number, part in joint.parts)
    for number, part in joint.parts:
        yield f"## {number}\\. {escape(part.title)}"
        yield "\n".join(f"> {line}" for line in head(part))
        yield from (block for item in part.items for block in item_blocks(item, link_pictures, level=3))
    if joint.index:
        yield f"## {messages.index}"
        yield "\n".join(f"- {entry.family.name}: **{escape(entry.theme.name)}** {escape(entry.text)}" for entry in joint.index)
    yield f"## {messages.about}"
    yield from map(escape, (*frame.remarks, *frame.digests))


def front_matter(joint: JointView) -> str:
    """Properties as Obsidian shows them."""
    tags = ["threadsheet", *(f"{entry.family.id}/{entry.theme.id}" for entry in joint.index)]
    properties = {"title": str(joint.frame.title), "author": str(joint.frame.author), "tags": list(dict.fromkeys(tags))}
    return yaml.safe_dump(properties, allow_unicode=True, sort_keys=False, width=1000)


def render_joint_markdown_zip(joint: JointView) -> bytes:
    """The document and its pictures in a zip."""
    document = (MARKDOWN_FILE, render_joint_markdown(joint, link_pictures=True))
    return zip_files([document, *picture_files(figures_of(joint.frame.items))], joint.frame.rendered_at)


def render_joint_text(joint: JointView) -> bytes:
    """The document in UTF-8, with LF line ends."""
    frame, messages = joint.frame, load_messages().handout
    contents = [f"{number}. {part.title} ({part.author})" for number, part in joint.parts]
    lines = [
        *wrap_lines(frame.title),
        "=" * min(WIDTH, columns(frame.title)),
        *wrap_lines(frame.verdict_line),
        "",
        *underlined_section(messages.contents, contents),
    ]
    for number, part in joint.parts:
        lines += thread_lines(part, f"{number}. {part.title}", "-")
    themes = [f"{entry.family.name}: {entry.theme.name} {entry.text}" for entry in joint.index]
    lines += [*underlined_section(messages.index, themes), *end_lines(frame)]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def render_joint_csv(joint: JointView) -> bytes:
    """The points of all threads as one table; the thread's number stands before that of the point."""
    return csv_bytes(((f"{number}.{label}", *others) for number, part in joint.parts for label, *others in csv_rows(part)))
