"""The language to typeset a text in when it is unknown: Han characters look different in Chinese, Japanese and Korean."""

from __future__ import annotations

import re
from typing import Final

from domain.shapes.thread import Version

HANGUL_LETTERS: Final = "\uac00-\ud7af\u1100-\u11ff"
KANA_LETTERS: Final = "\u3040-\u30ff"
KANA: Final = re.compile(f"[{KANA_LETTERS}]")
HANGUL: Final = re.compile(f"[{HANGUL_LETTERS}]")
HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
SAMPLE = 40
UNDETERMINED = "und"


def language_of(version: Version) -> str:
    """The known language, else the one that the script implies, else `und`."""
    if version.language:
        return version.language
    text = "".join(point.text[:500] for point in version.points[:SAMPLE])
    for pattern, language in ((KANA, "ja"), (HANGUL, "ko"), (HAN, "zh")):
        if pattern.search(text):
            return language
    return UNDETERMINED
