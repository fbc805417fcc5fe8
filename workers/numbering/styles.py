"""The ways in which people number their posts, as data: what stands at the start of a line, and what at its end.

Seen in real threads: `1/` `2/10)` `2)` `1.` `4./` `1\\` `🧵1/` `(1/9)` `1/8` `(1/n)` `{0/9}` `(1of6)` `...6/` `/2` and words.
Each pattern examines a bounded part of a line, so that the search is linear in the length of any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.numbering.candidate import Place, Strength

HEAD = 160  # code points at a line's start that are examined
TAIL = 400  # and at its end: a marker may be followed by pictures and addresses

# Pictographs and arrows, without the figures among them.
SYMBOLS = "\u2190-\u245f\u249c-\u24f4\u24ff-\u2775\u2794-\u2bff\u3030\U0001f000-\U0001f51e\U0001f520-\U0001faff\ufe0f\u200d"
DIRECTION = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = DIRECTION + "\u200b\u200c\u2060\ufeff\u00ad\u180e"  # and other invisible letters
# What may stand before a leading marker: 🧵 and the like, the people that a reply names, the signs of Markdown.
DECORATION = re.compile(
    rf"[\s{SYMBOLS}{UNSEEN}]{{0,16}}(?:@\w{{1,50}}\s+){{0,5}}[\s{SYMBOLS}{UNSEEN}]{{0,8}}(?:#{{1,6}}\s+)?\*{{0,2}}"
)
MARKUP = "#* "  # of these, what stands directly before a marker goes with it

NUMBER = r"(?P<number>\d{1,4})"
TOTAL = r"(?P<of>\d{1,4}|[nNxX?]{1,2})"
OPEN, CLOSE = r"[(\[{（【]", r"[)\]}）】]"
OVER = r"\s?[/／\\⁄∕]\s?"
AMONG = r"\s?(?:of|von|de|sur|van|di|из)\s?"
FREE = rf"(?:^|(?<=[\s.…!?,;:\"'”’)\]}}»*{SYMBOLS}{UNSEEN}]))(?<!\d[.,])"  # what may stand before a trailing marker

KEYCAPS = "(?:\\d\ufe0f?\u20e3){1,2}|🔟"
CIRCLES = "①-⑳⑴-⒛⓵-⓾❶-❿➀-➓㊀-㊉Ⅰ-Ⅻ"
ROMAN = "(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3})"
# Words for a post or a part of a thread: before a number they are the marker's, other words are the sentence's.
PART_WORDS = (
    "tweets?|posts?|part|thread|teil|beitrag|folge|partie|parte|hilo|fil|filo|deel|draadje|draad|del|tråd|część|wpis|часть|пост|твит"
    "|частина|bölüm|kısım|gönderi|phần|bagian|osa|část|rész|partea|جزء|ポスト|ツイート|スレッド"
)


@dataclass(frozen=True, slots=True)
class Style:
    """One way of writing a marker. Styles of one `family` may follow each other in one thread."""

    place: Place
    family: str
    strength: Strength
    pattern: re.Pattern[str]
    spoken: bool = False


def _leading(family: str, strength: Strength, pattern: str, spoken: bool = False) -> Style:
    return Style(Place.LEADING, family, strength, re.compile(pattern, re.IGNORECASE if spoken else 0), spoken)


def _trailing(strength: Strength, pattern: str) -> Style:
    return Style(Place.TRAILING, "trailing", strength, re.compile(pattern + "$"))


RANGE = r"(?P<number>\d{1,4})\s?[-–—+&]\s?\d{1,4}"  # two parts in one post: "3-4/8"

LEADING = (
    _leading("leading", Strength.PLAIN, rf"{OPEN}?\s?{RANGE}{OVER}{TOTAL}(?![\w/%]|[.,]\d)\s?(?:{CLOSE}|[:.])?"),
    _leading("leading", Strength.PLAIN, rf"{OPEN}?\s?{RANGE}[/／]{CLOSE}?(?=\s|$)"),
    _leading("leading", Strength.SURE, rf"{OPEN}\s?{NUMBER}(?:{OVER}|{AMONG}){TOTAL}\s?{CLOSE}[:.]?"),
    _leading("leading", Strength.PLAIN, rf"{NUMBER}{OVER}{TOTAL}(?![\w/%]|[.,]\d)(?:{CLOSE}|[:.])?"),
    _leading("leading", Strength.PLAIN, rf"\(?{NUMBER}\.?[/／]\)?(?=\s|$|[^\W\d_]|[\"'“‘«*@#{SYMBOLS}{UNSEEN}])"),
    _leading("leading", Strength.PLAIN, rf"{NUMBER}\\(?=[\s{UNSEEN}]|$)"),
    _leading("leading", Strength.PLAIN, rf"{NUMBER}{AMONG}{TOTAL}(?:[:.)\-–—](?=\s|$)|$)"),
    _leading("dots", Strength.WEAK, r"(?P<number>\d{1,3})(?:\\?\.(?=\s|$|[^\w.,/\-])|[、．])"),
    _leading("brackets", Strength.WEAK, rf"(?P<number>\d{{1,3}})\\?\)(?=[\s{UNSEEN}]|$|[^\W\d_])"),
    _leading("tweets", Strength.WEAK, r"(?:[Tt]weet|[Pp]ost|[Tt]hread)\s?#?(?P<number>\d{1,3})\s?(?::|[–—-](?=\s)|[.)](?=\s))"),
    _leading("colons", Strength.WEAK, r"(?P<number>\d{1,3})\s?:(?=\s)"),
    _leading("dashes", Strength.WEAK, r"(?P<number>\d{1,3})\s[–—-](?=\s)"),
    _leading("chinese", Strength.WEAK, r"(?P<figure>[一二三四五六七八九十]{1,3})[、．]"),
    _leading("circles", Strength.WEAK, rf"(?P<figure>[{CIRCLES}])[.)、:]?"),
    _leading("keycaps", Strength.WEAK, rf"(?P<figure>{KEYCAPS})(?:\s?[:.)–—-](?=\s))?"),
    _leading("hashes", Strength.WEAK, r"#(?P<number>\d{1,3})(?:[:.)](?=\s)|(?=\s))"),
    _leading(
        "labels",
        Strength.WEAK,
        r"(?:step|part|point|lesson|tip|rule|reason|idea|mistake|myth)\s?#?(?P<number>\d{1,3})(?=\s?[:.)–—-])",
        spoken=True,
    ),
    _leading(
        "words",
        Strength.WEAK,
        r"(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?:ly)?(?=[,:])",
        spoken=True,
    ),
)

TRAILING = (
    _trailing(Strength.PLAIN, rf"{OPEN}\s?{RANGE}{OVER}{TOTAL}\s?{CLOSE}"),
    _trailing(Strength.PLAIN, rf"{FREE}{RANGE}[/／]{TOTAL}"),
    _trailing(Strength.PLAIN, rf"{FREE}{RANGE}[/／]"),
    _trailing(Strength.SURE, rf"{OPEN}\s?{NUMBER}(?:{OVER}|{AMONG}){TOTAL}\s?{CLOSE}"),
    _trailing(Strength.PLAIN, rf"{OPEN}\s?{NUMBER}\s?/\s?{CLOSE}"),
    _trailing(Strength.PLAIN, rf"{FREE}{NUMBER}{OVER}{TOTAL}"),
    _trailing(Strength.PLAIN, rf"{FREE}{NUMBER}\.?[/／]"),
    _trailing(Strength.PLAIN, rf"(?:^|(?<=\s))/{NUMBER}"),
    _trailing(Strength.PLAIN, rf"{FREE}{NUMBER}{AMONG}{TOTAL}"),
)


def _any_of(styles: tuple[Style, ...]) -> re.Pattern[str]:
    """One pattern that matches wherever one of the styles does: most lines have no marker, and one search tells."""
    unnamed = (re.sub(r"\?P<\w+>", "?:", style.pattern.pattern) for style in styles)
    return re.compile(
        "|".join(
            f"(?i:{pattern})" if style.spoken else f"(?:{pattern})" for style, pattern in zip(styles, unnamed, strict=True)
        )
    )


ANY_LEADING = _any_of(LEADING)

# "1/4 of us", "3/4 never": how a sentence goes on behind a fraction, in lower case; with these words nearly always.
READS_ON = re.compile(
    r"\s?(?:(?P<share>(?:of|is|are|was|were|de[rs]?|du|von|van|cups?|tsps?|tbsps?|teaspoons?|tablespoons?|inch(?:es)?|miles?"
    r"|hours?|pounds?|pints?|oz|lbs?)\b)|(?=[a-zß-öø-ÿа-я]{2}))"
)

WORDS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), start=1
    )
}

# The first of each row of figures in Unicode, and how many there are.
FIGURE_ROWS = (("①", 20), ("⑴", 20), ("⒈", 20), ("⓵", 10), ("❶", 10), ("➀", 10), ("➊", 10), ("㊀", 10), ("Ⅰ", 12))
FIGURES = {chr(ord(first) + place): place + 1 for first, count in FIGURE_ROWS for place in range(count)}
ONES = "一二三四五六七八九"
FIGURES |= {figure: number for number, figure in enumerate((*ONES, "十", *(f"十{one}" for one in ONES)), start=1)}
FIGURES |= {f"{ten}十{one}": 10 * tens + ones for tens, ten in enumerate(ONES, 1) for ones, one in enumerate(("", *ONES))}

# What may follow a trailing marker on its line, beside SYMBOLS: pictures, also those for which sources leave a
# placeholder, addresses and hashtags.
AFTERWORD = re.compile(
    "(?:\ue000\\d{1,6}\ue001)+|" r"(?:Image|GIF|Video)+|[#＃]\w{1,60}|https?://\S{1,250}|pic\.(?:twitter|x)\.com/\w{1,20}"
)
SYMBOL = re.compile(rf"[\s{SYMBOLS}{UNSEEN}]")
MAX_MARKER = 24  # code points: no trailing marker is longer
LAST = re.compile(r"[\d/／)\]}）】nNxX?]$")  # the last character of a trailing marker

# "28/100 #100DaysOfCode": a tally of days, not of posts. Threads as long as that seldom have a hashtag after each number.
TALLY = re.compile(r"\s{0,2}[#＃]\w")
MIN_TALLY = 28


def keycap_number(figure: str) -> int:
    """The number of one keycap or two: "3️⃣", "1️⃣2️⃣", "🔟"."""
    return 10 if figure == "🔟" else int("".join(letter for letter in figure if letter.isdecimal()))


def roman_number(figure: str) -> int:
    """The number of a roman figure up to XXXIX, in capitals or not."""
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in figure.lower()]
    return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
