"""What a second judge may move: a judge that knows nothing moves little, one that is sure moves what is unsure."""

from __future__ import annotations

import pytest

from commands.language_model import NAME
from workers.themes.mixture import FITTED, UNMEASURED, mixture_line

FAMILIES = ("product-fed", "value-led")


def test_the_model_that_comes_with_threadsheet_has_lines_of_its_own() -> None:
    assert FITTED[NAME].keys() == set(FAMILIES)
    assert mixture_line("another", "product-fed") is UNMEASURED
    assert mixture_line(NAME, "a-family-of-another-codebook") is UNMEASURED


@pytest.mark.parametrize("judge", [NAME, "another"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_sure_own_judgement_stands_against_a_second_one_that_is_unsure(judge: str, family: str) -> None:
    line = mixture_line(judge, family)
    assert line.mix(4.0, 0.0) > 3.5
    assert line.mix(-4.0, 0.0) < -3.5
    assert line.mix(0.0, 3.0) > line.mix(0.0, 0.0) > line.mix(0.0, -3.0)
