"""A facilitator's choices: parsed, written in one canonical way, and refused with messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.editions import Edition, Part
from domain.errors import Invalid
from domain.messages import message
from domain.shapes.handout import Format
from domain.shapes.options import CHOICES, Options, Paper, options_from_query
from presentation.messages import sentence

EVERY = st.builds(
    Options,
    st.sampled_from(Paper),
    st.sampled_from([1, 2]),
    *[st.booleans()] * 5,
)


@given(EVERY)
def test_the_query_of_options_parses_to_the_same_options(options: Options) -> None:
    assert options_from_query(options.query) == options


@given(EVERY, st.sampled_from(Edition), st.sampled_from(Format))
def test_options_without_effect_on_a_format_are_reset(options: Options, edition: Edition, format_: Format) -> None:
    relevant = options.relevant_to(edition, format_)
    assert relevant.relevant_to(edition, format_) == relevant


def test_the_defaults_have_an_empty_query() -> None:
    assert Options().query == ""
    assert Options.parse({}) == Options.parse({"paper": "", "edition": "reading"}) == Options()


def test_a_query_is_read_whatever_its_case_and_order() -> None:
    parsed = Options.parse({"mono": "1", "paper": " Letter ", "columns": "2", "pictures": "0"})
    assert parsed == Options(Paper.LETTER, 2, pictures=False, mono=True)
    assert parsed.query == "paper=letter&columns=2&pictures=0&mono=1"


def test_every_faulty_option_gets_its_message() -> None:
    with pytest.raises(Invalid) as refused:
        Options.parse({"paper": "a5", "columns": "3", "redact": "yes"})
    assert refused.value.fields["paper"] == message("invalid.option", name="paper", choices=("a4", "letter"), value="a5")
    assert sentence(refused.value.fields["columns"]) == "The choices for “columns” are 1 and 2; “3” is none of them."
    assert set(refused.value.fields) == {"paper", "columns", "redact"}


def test_a_format_keeps_what_it_can_show() -> None:
    everything = Options(Paper.LETTER, 2, pictures=False, redact=True, large=True, mono=True, pdfa=True)
    assert everything.relevant_to(Edition.READING, Format.JSON) == Options(redact=True)
    assert everything.relevant_to(Edition.READING, Format.HTML).columns == 1, "large print is one column"
    assert not everything.relevant_to(Edition.READING, Format.HTML).pdfa
    assert Options(columns=2).relevant_to(Edition.WORKSHOP, Format.PDF).columns == 1, "lines to write on want the whole width"
    assert {*CHOICES, "points"} == set(Options.__dataclass_fields__)
    assert Options(weak=True).relevant_to(Edition.WORKSHOP, Format.PDF) == Options(), "the key has them anyway, as perhaps"
    assert Options(weak=True).relevant_to(Edition.WORKSHOP, Format.PPTX).weak, "it is the annotated edition"
    assert Options(part=Part.KEY, points="1-3").relevant_to(Edition.ANNOTATED, Format.PDF) == Options(points="1-3")
