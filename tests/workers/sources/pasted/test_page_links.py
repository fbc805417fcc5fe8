"""Links of a page's own parts in Markdown: what becomes words, and what stays as it is."""

from __future__ import annotations

import pytest

from workers.sources.pasted.page_links import with_bare_page_lines

HANDLE = "[@mira_h](https://x.com/mira_h)"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Mar 3, 2025 • [3 tweets](#) • 1 min read • [Read on X](https://x.com/i/status/1)", None),
        ("- [Login](https://threadreaderapp.com/login)", "Login"),
        (
            "[![Mira Profile picture](https://pbs.example/a.jpg)](https://threadreaderapp.com/user/mira_h)",
            "Mira Profile picture",
        ),
        ("[Mar 3](https://x.com/mira_h/status/18)", "Mar 3"),
    ],
)
def test_a_line_of_the_pages_links_is_what_the_page_shows(line: str, bare: str | None) -> None:
    shown = bare or "Mar 3, 2025 • 3 tweets • 1 min read • Read on X"
    assert with_bare_page_lines(f"{HANDLE}\n{line}") == f"@mira_h\n{shown}"


@pytest.mark.parametrize(
    "line",
    [
        "The plan of the house is [here](https://plans.example/house).",
        "[x.com/mira_h/status/18](https://x.com/mira_h/status/18)",
        "[#bells](https://x.com/hashtag/bells)",
        "Whoever wrote to [@jon](https://x.com/jon) about the lift in March has not had an answer to this day.",
        "- Yes. ([View Tweet](https://x.com/mira_h/status/18))",
    ],
)
def test_an_authors_links_stay(line: str) -> None:
    assert with_bare_page_lines(f"{HANDLE}\n{line}") == f"@mira_h\n{line}"


def test_a_text_without_a_page_stays() -> None:
    assert with_bare_page_lines("[Mar 3](https://x.com/mira_h/status/18)") == "[Mar 3](https://x.com/mira_h/status/18)"
