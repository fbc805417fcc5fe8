"""Patterns of the lines that unrollers print around a thread. They match a complete line without surrounding space.

Taken from real pages of 2018 to 2026.
"""

from __future__ import annotations

import re

MAX_LENGTH = 300  # code points of the longest line of boilerplate


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# A thread on a page of Thread Reader ends at the last END_DOTS before the first END; authors may write dots themselves.
END_DOTS = re.compile(r"•\s?•\s?•")
END = _any(
    r"Missing some (?:Tweet|post)s? in this thread\?.*",
    r"Keep Current with .+",
    r"Stay in touch and get notified when new unrolls are available.*",
    r"This Thread may be Removed Anytime!",
    r"Try unrolling a thread yourself!",
    r"More from @\w+",
    r"Did Thread Reader help you today\?",
    r"Share this Scrolly Tale.*",
    r"(?:View original|See the original) (?:tweet|post|thread).{0,60}",
    r"Tip: mention @\w+ .*",
    r"Latest Threads Unrolled:?",
    r"Missing some tweets in this thread\? Or failed to load images or videos\?.*",
    r"Trending hashtags",
    # The same line in other languages of the page.
    r"Manque-t-il des tweets dans ce fil \?.*",
    r"¿Faltan algunos tuits en este hilo\?.*",
    r"Fehlen Tweets in diesem Thread\?.*",
)

# Those of END that an author may quote in the middle of a thread.
QUOTABLE = _any(
    r"Keep Current with .+",
    r"This Thread may be Removed Anytime!",
    r"Try unrolling a thread yourself!",
    r"Did Thread Reader help you today\?",
)

# A text with one of these lines comes from Thread Reader.
SIGNATURES = _any(
    r"Missing some (?:Tweet|post)s? in this thread\?.*",
    r"Keep Current with .+",
    r"Stay in touch and get notified when new unrolls are available.*",
    r"This Thread may be Removed Anytime!",
    r"Try unrolling a thread yourself!",
    r"Did Thread Reader help you today\?",
    r"Share this Scrolly Tale.*",
    r".{0,40}\b\d{1,5} (?:tweets|posts)\s?[•·,]\s?\d{1,4} min(?:ute)?s? read.*",
    r".{0,100}\bProfile picture",
    r"Read \d{1,5} (?:tweets|posts)",
    r"(?:#+ )?Enter URL or ID to Unroll.*",
    r"Thread Reader App",
    r".{0,40}threadreaderapp\.com/thread/\d+.*",
    r"How to get URL link on X \(Twitter\) App",
    r"Tip: mention @\w+ .*",
    r"Latest Threads Unrolled:?",
)

# Lines that may be between the last line of a thread and END.
BEFORE_END = _any(r"You can follow @\w+\.?", r"_{3,}")

# Lines of the page above a thread.
CHROME = _any(
    r"Thread Reader(?: App)?",
    r"(?:!?\[)?(?:Thread Reader App )?Logo.{0,80}",
    r"Share this (?:page|thread)!?",
    r"Tweet this thread",
    r"Share",
    r"(?:Tweet|Post|Share|Email|Copy link|Copy)",
    r"(?:#+ )?Enter URL or ID to Unroll.*",
    r"How to get URL link on X \(Twitter\) App",
    r"\d\) (?:On|Click|Go to|Right click|Open|Copy|Paste).{0,160}",
    r"[\d,.]{1,12}[KM]? (?:views|reads|likes)(?:\s.{0,40})?",
    r"Unroll",
    r"(?:Login|Log in|Sign in|Sign up|Home)",
    r"(?:Subscribe|Follow|Upgrade|Premium|Help|Settings|My Account|Logout|Get Premium|Become Premium)",
    r"(?:Twitter )?author Profile picture",
    r"(?:!\[)?.{0,100}Profile picture(?:\]\(.{0,250}\))?",
    r"Long(?:er)? threads?.{0,60}",
    r"Thread by @\w{1,50}.{0,200}",
    r"This thread has been unrolled.{0,120}",
    r"Related hashtags|Discover and read the best of Twitter Threads.{0,80}",
)

# Lines that only Thread Reader prints above a thread, below the author and the count.
BUTTONS = _any(
    r"Read on (?:X|Twitter)",
    r"Scrolly|Bookmark(?:ed)?|Gift Link|Save as PDF|My Authors|Force a refresh",
    r"Scrolly Bookmark.{0,80}",
    r"(?:(?:Scrolly|Bookmark(?:ed)?|Gift Link|Save as PDF|My Authors|Add to '?My Authors'?|Read on (?:X|Twitter)|Subscribe)"
    r"(?:[\s•·|/,]+|$)){2,8}",
    r"Unroll available on Thread Reader",
)
# Separators between these lines, and their remains.
TRIMMINGS = _any(r"[•·]", r"(?:[•·]\s?)?\d{1,4} min(?:ute)?s? read(?:\s?[•·])?", r"PDF")

COUNT = re.compile(
    r"(?:[•·]\s?)?(?:(?P<date>[^•·]{3,40}?)\s?[•·,]\s?)?(?P<posts>\d{1,5}) (?:tweets?|posts?)"
    r"(?:\s?[•·,]\s?\d{1,4} min(?:ute)?s? read)?(?:\s?[•·]\s?Read on (?:X|Twitter))?(?:\s?[•·])?",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?:[•·]\s?)?(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?(?:,? \d{4})?"
    r"|\d{4}-\d{2}-\d{2})(?:\s?[•·])?"
)
HANDLE = re.compile(r"@(?P<handle>\w{1,50})")
NAME = re.compile(r"Keep Current with (?P<name>.{1,200})", re.IGNORECASE)
PICTURE = re.compile(r"(?P<name>.{1,100}?) Profile picture", re.IGNORECASE)
MORE_FROM = re.compile(r"More from @(?P<handle>\w{1,50})", re.IGNORECASE)
FOLLOW = re.compile(r"You can follow @(?P<handle>\w{1,50})\.?", re.IGNORECASE)
READ_MORE = re.compile(r"Read (?P<posts>\d{1,5}) (?:tweets|posts)", re.IGNORECASE)
AFTER_RELATED = _any(
    r"Did Thread Reader help you today\?",
    r"Support us! .*",
    r"Trending hashtags",
    r"Related hashtags",
    r"Thank you for your support!",
    r"Share this (?:thread|unroll)",
)
PICTURES = {
    "image": "image",
    "gif": "gif",
    "video": "video",
    "图像": "image",
    "画像": "image",
}  # words that copying leaves
