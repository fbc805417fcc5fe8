"""What the tagger was not made for is not judged, and said: whole threads, and points of threads that are mixed."""

from __future__ import annotations

import pytest

from archive import codebooks
from domain.messages import Message, message
from domain.settings import Settings
from domain.shapes.thread import Version
from tests.archive.readings import paste
from workers.pipeline import Pipeline

BOOK = codebooks.load()[codebooks.BUILT_IN]
ENGLISH = (
    "Product managers decide alone and throw the spec over the wall to engineering.",
    "Working together toward one outcome for the customer is what counts.",
)
GERMAN = "Die Produktleute entscheiden allein, und wir bekommen am Montag die Tickets."
OTHERS = {
    "de": (GERMAN, "Niemand fragt die Entwickler, und das Design wirft alles über die Mauer in ihr Silo."),
    "fr": ("Le chef de produit décide de tout, seul, et nous livre les maquettes.", "Personne ne demande aux développeurs."),
    "es": ("El jefe de producto decide todo solo y nos manda los tickets.", "Cada equipo en su silo, y nadie pregunta nada."),
    "ja": ("製品責任者がすべてを一人で決めて、月曜日に仕事が届く。", "開発者には誰も聞かない。Product-led は壁の向こうだ。"),
}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline.prepare(Settings(data=tmp_path_factory.mktemp("languages")))


def tagged(pipeline: Pipeline, *points: str) -> Version:
    text = "\n\n".join(f"{point} ({number}/{len(points)})" for number, point in enumerate(points, 1))
    return pipeline.tag(pipeline.unroll([paste(text)]), BOOK)


@pytest.mark.parametrize("language", OTHERS)
def test_a_thread_in_another_language_gets_no_tags_and_says_why(pipeline: Pipeline, language: str) -> None:
    version = tagged(pipeline, *OTHERS[language])
    assert version.judge.warning == message("not_judged", language=language)
    assert not any(point.tags or point.weak for point in version.points)


@pytest.mark.parametrize(
    ("points", "warning"),
    [
        ((ENGLISH[0], GERMAN, ENGLISH[1]), message("points_not_judged", count=1)),
        ((ENGLISH[0], OTHERS["ja"][0], ENGLISH[1]), message("points_not_judged", count=1)),
        ((ENGLISH[0], "会議は月曜日。", ENGLISH[1]), message("points_not_judged", count=1)),
        ((*OTHERS["de"], OTHERS["fr"][0], ENGLISH[0]), message("points_not_judged", count=3)),
        (ENGLISH, None),
    ],
)
def test_in_a_mixed_thread_the_english_points_are_judged(
    pipeline: Pipeline, points: tuple[str, ...], warning: Message | None
) -> None:
    version = tagged(pipeline, *points)
    assert version.judge.warning == warning
    assert [bool(point.tags) for point in version.points] == [point.text in ENGLISH for point in version.points]
