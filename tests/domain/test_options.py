"""A facilitator's choices: read, spelled in one way, and refused with sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.shapes.handout import Edition, Format
from domain.shapes.options import ALLOWED, Options, Paper, options_of

EVERY = st.builds(
    Options,
    st.sampled_from(Paper),
    st.sampled_from([1, 2]),
    *[st.booleans()] * 5,
)


@given(EVERY)
def test_what_is_spelled_is_read_again(options: Options) -> None:
    assert options_of(options.spelling) == options


@given(EVERY, st.sampled_from(Edition), st.sampled_from(Format))
def test_what_makes_no_difference_is_left_out_once_and_for_all(options: Options, edition: Edition, format_: Format) -> None:
    kept = options.of(edition, format_)
    assert kept.of(edition, format_) == kept


def test_the_defaults_are_spelled_as_nothing() -> None:
    assert Options().spelling == ""
    assert Options.read({}) == Options.read({"paper": "", "edition": "reading"}) == Options()


def test_a_query_is_read_whatever_its_case_and_order() -> None:
    said = Options.read({"mono": "1", "paper": " Letter ", "columns": "2", "pictures": "0"})
    assert said == Options(Paper.LETTER, 2, pictures=False, mono=True)
    assert said.spelling == "paper=letter&columns=2&pictures=0&mono=1"


def test_every_faulty_option_gets_its_sentence() -> None:
    with pytest.raises(Invalid) as refused:
        Options.read({"paper": "a5", "columns": "3", "redact": "yes"})
    assert refused.value.fields["paper"] == "“paper” is a4 or letter, not “a5”."
    assert set(refused.value.fields) == {"paper", "columns", "redact"}


def test_a_format_keeps_what_it_can_show() -> None:
    everything = Options(Paper.LETTER, 2, pictures=False, redact=True, large=True, mono=True, pdfa=True)
    assert everything.of(Edition.READING, Format.JSON) == Options(redact=True)
    assert everything.of(Edition.READING, Format.HTML).columns == 1, "large print is one column"
    assert not everything.of(Edition.READING, Format.HTML).pdfa
    assert Options(columns=2).of(Edition.WORKSHOP, Format.PDF).columns == 1, "lines to write on want the whole width"
    assert set(ALLOWED) == set(Options.__dataclass_fields__)
