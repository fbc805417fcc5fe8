"""What pasted texts cost whose lines or blanks are many: twice the text is read in about twice the time."""

from __future__ import annotations

import time

import pytest

from tests.workers.pasting import paste

WORDS = "The gate is dear, because it needs a keeper every day."
SECONDS = 6.0  # of processor time, several times what is needed; work that grows with the square takes minutes
TEXTS = {
    "an-outliners-bullets": "url:: https://x.com/mira/status/1\n"
    + "".join(f"- {WORDS} {line}\n\t- {line}\n" for line in range(4_900)),
    "blanks-in-a-bullet": f"url:: https://x.com/mira/status/1\n- {WORDS}\n- One{' ' * 60_000}two.\n",
    "blanks-in-a-heading": f"# One{' ' * 60_000}two\n\n\n{WORDS}\n\n\n{WORDS} Again.\n",
    "links-in-a-line": f"Mira Holm\n@mira\n·\n3h\n{WORDS}\n{'[a](https://x.com/a/status/1) ' * 3_000}\n12\n{WORDS}\n",
    "dots-in-a-line": f"Mira Holm\n@mira\n·\n3h\n{WORDS}\n{'.' * 100_000}a\n12\nMira Holm\n@mira\n·\n2h\n{WORDS} Again.\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_is_read_in_time(text: str) -> None:
    paste(WORDS)  # loads the model
    start = time.process_time()
    paste(text)
    assert time.process_time() - start < SECONDS
