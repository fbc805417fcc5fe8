"""Names of handouts' files, for programs old and new."""

from __future__ import annotations

import pytest

from server.handout_files import file_name_parameters, slug_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Über den Hafen, Zürich!", "uber-den-hafen-zurich"),
        ("最近、多くの会社が", "最近-多くの会社が"),
        ("نحن فريق واحد", "نحن-فريق-واحد"),
        ("Łódź & Ёлка", "łodz-ёлка"),
        ("…", "thread"),
    ],
)
def test_a_name_keeps_the_letters_of_every_script(title: str, slug: str) -> None:
    assert slug_of(title, "thread") == slug


def test_a_name_that_is_not_ascii_stands_beside_one_that_is() -> None:
    assert file_name_parameters("silos-a1b2c3.pdf") == 'filename="silos-a1b2c3.pdf"'
    assert file_name_parameters("会社-a1b2c3.pdf") == (
        "filename=\"a1b2c3.pdf\"; filename*=UTF-8''%E4%BC%9A%E7%A4%BE-a1b2c3.pdf"
    )
    assert "%22" in file_name_parameters('会社".md.zip')
