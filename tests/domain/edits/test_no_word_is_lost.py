"""Whatever is edited, in whatever order: every word that was read is in a point, its marker, or what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.edits import EditRequest, apply_edits, operation_from
from domain.edits.markers import text_with_marker
from domain.edits.requests import PointRequest, RestoreRequest, SplitRequest
from domain.errors import Invalid
from domain.shapes.edit import Operation
from domain.shapes.post import Span, SpanKind
from domain.shapes.thread import Point, Role, Version
from tests.archive.readings import version

WORDS = st.text(st.sampled_from("ab ëß\n.3/4 🧵ש漢\u200d"), min_size=1, max_size=30).filter(str.strip).map(str.strip)
POSTS = st.lists(st.tuples(WORDS, st.one_of(st.none(), st.integers(1, 5))), min_size=1, max_size=6)
PLACE = st.integers(0, 6)
ASKED = st.one_of(
    st.builds(SplitRequest, PLACE, st.integers(0, 30)).map(lambda cut: EditRequest(split=cut)),
    st.builds(PointRequest, PLACE).map(lambda at: EditRequest(join=at)),
    st.builds(PointRequest, PLACE).map(lambda at: EditRequest(drop=at)),
    st.builds(RestoreRequest, PLACE, PLACE).map(lambda back: EditRequest(restore=back)),
)


def read(posts: list[tuple[str, int | None]], dropped: list[str]) -> Version:
    points = [
        Point(
            index, Role.POINT, text, number, None, (Span(0, len(text), SpanKind.EMPHASIS),), post_id=str(number or "") or None
        )
        for index, (text, number) in enumerate(posts, 1)
    ]
    edited = version(*points)
    gaps = (replace(edited.completeness.gaps[0], after_position=len(points) // 2),)
    return replace(edited, dropped=tuple(dropped), completeness=replace(edited.completeness, gaps=gaps))


def words(edited: Version) -> Counter[str]:
    every = "\n".join([*map(text_with_marker, edited.points), *edited.dropped])
    return Counter(character for character in every if not character.isspace())


@settings(max_examples=300, deadline=None)
@given(POSTS, st.lists(WORDS, max_size=3), st.lists(ASKED, max_size=6), st.data())
def test_no_word_is_lost_and_all_stays_sound(
    posts: list[tuple[str, int | None]], dropped: list[str], requests: list[EditRequest], data: st.DataObject
) -> None:
    unedited = read(posts, dropped)
    operations: list[Operation] = []
    for request in requests:
        try:
            operations.append(operation_from(request, apply_edits(unedited, operations)))
        except Invalid:
            continue
    standing = [operation for operation in operations if data.draw(st.booleans(), label="stands")]
    for some in (operations, standing):
        edited = apply_edits(unedited, some)
        assert words(edited) == words(unedited)
        assert [point.position for point in edited.points] == list(range(1, len(edited.points) + 1))
        assert edited.points
        for point in edited.points:
            assert all(0 <= span.start < span.end <= len(point.text) for span in point.spans)
            assert point.text == point.text.strip()
        assert all(0 <= gap.after_position <= len(edited.points) for gap in edited.completeness.gaps)
