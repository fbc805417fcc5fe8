"""The review of redaction: what is hidden, what still looks like a name, and what a person decides."""

from __future__ import annotations

from dataclasses import replace

from domain.shapes.redaction import RedactionChoices
from domain.shapes.thread import Thread
from presentation.redaction import redact, redact_all, review
from tests import factories

TEXTS = (
    "Last week Tobias Vanterpool showed us the drawing. Nobody had seen Wendelin there.",
    "Mira Holm said it before. We asked Wendelin again, and Mira laughed. Rivers run on.",
    "The rivers do not care. 先生は山田先生と話した。",
)


def thread(hide: tuple[str, ...] = (), keep: tuple[str, ...] = (), texts: tuple[str, ...] = TEXTS) -> Thread:
    points = [factories.point(number, text) for number, text in enumerate(texts, 1)]
    unredacted = factories.thread(factories.version(points))
    return replace(unredacted, redaction=RedactionChoices(hide, keep))


def words(unredacted: Thread) -> str:
    return " ".join(point.text for point in redact(unredacted).version.points)


def test_it_counts_what_is_hidden_and_names_what_is_not() -> None:
    reviewed = review(thread())
    assert {"Mira Holm", "Mira"} <= {name.text for name in reviewed.hidden}
    assert reviewed.places >= 2
    counts = {name.text: name.count for name in reviewed.candidates}
    assert counts["Tobias Vanterpool"] == 1
    assert counts["Wendelin"] == 2
    assert "山田" in counts
    for word in ("Last", "Nobody", "Rivers", "The", "We"):
        assert word not in counts, "it begins a sentence, or is written small elsewhere"


def test_a_name_beside_a_hidden_one_is_named() -> None:
    reviewed = review(thread(texts=("We asked Mira Sonderling again.", "Mira Abendroth knew. @mira_holm Great point.")))
    assert {name.text for name in reviewed.candidates} == {"Sonderling", "Abendroth"}


def test_what_a_person_hides_is_hidden_everywhere_and_no_candidate_any_more() -> None:
    chosen = thread(hide=("Wendelin", "Tobias Vanterpool"))
    assert "Wendelin" not in words(chosen)
    assert "Vanterpool" not in words(chosen)
    assert {"Wendelin", "Tobias Vanterpool"}.isdisjoint(name.text for name in review(chosen).candidates)


def test_what_is_kept_in_one_thread_stays_hidden_in_another_of_the_same_document() -> None:
    telescope = thread(keep=("Mira", "Wendelin"), texts=("We call the telescope Mira.", "Wendelin built it."))
    one, other = redact_all((telescope, thread(hide=("Wendelin",))))
    texts = [" ".join(point.text for point in redacted.version.points) for redacted in (one, other)]
    assert "telescope Mira" in texts[0]
    assert "Mira" not in texts[1]
    assert "Wendelin" not in " ".join(texts), "hidden in one, it is hidden in all"
    assert {one.redaction, other.redaction} == {RedactionChoices()}


def test_what_a_person_keeps_is_shown_and_the_rest_stays_hidden() -> None:
    chosen = thread(keep=("mira",))
    assert "Mira laughed" in words(chosen)
    assert "Mira Holm" not in words(chosen)
    assert "Mira" not in {name.text for name in review(chosen).candidates}
