"""What a post that mentions the bot asks of it: to keep the thread above, to leave its author alone, or not any more."""

from __future__ import annotations

import re
from typing import Final

from domain.shapes.mention import Command

UNROLL: Final = frozenset({"unroll", "entrollen", "entrolle", "entroll"})
"""These count wherever they stand; "unroll" is what people write to Thread Reader."""
KEEP: Final = frozenset(
    {"save", "archive", "keep", "speichern", "speichere", "sichern", "sichere", "archivieren", "archiviere"}
)
"""These, and those below, are usual words: they count where the post begins with them."""
STOP: Final = frozenset({"stop", "stopp", "unsubscribe", "optout", "abmelden", "austragen"})
RETURN: Final = frozenset({"optin", "anmelden", "eintragen"})
POLITE: Final = frozenset({"please", "pls", "plz", "hey", "hi", "hello", "bitte", "hallo"})
NEGATIONS: Final = frozenset({"not", "dont", "never", "no", "nicht", "nie", "kein"})
MENTION: Final = re.compile(r"@[\w.@:-]+")
OPT: Final = re.compile(r"\bopt[\s_-]*(out|in)\b")
WORD: Final = re.compile(r"\w+")


def parse_command(text: str) -> Command | None:
    """The command in a post's text; None for one that only names the bot. Not to be kept comes before all else."""
    plain = OPT.sub(r"opt\1", MENTION.sub(" ", text.casefold().replace("’", "'").replace("n't", "nt")))
    words = WORD.findall(plain)
    first = next((word for word in words if word not in POLITE), "")
    if first in STOP or "optout" in words:
        return Command.OPT_OUT
    if first in RETURN or "optin" in words:
        return Command.OPT_IN
    return Command.UNROLL if first in KEEP or _is_asked(words) else None


def _is_asked(words: list[str]) -> bool:
    """Whether a word asks to unroll that is not negated: "please unroll", but not "do not unroll this"."""
    return any(
        word in UNROLL and not NEGATIONS.intersection(words[max(0, index - 3) : index]) for index, word in enumerate(words)
    )
