"""What is no thread although it is text: data, source code, a log-in wall, questions and answers, a recipe, an agenda."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from workers.sources.pasted.labelled_lines import LabelledText
from workers.sources.pasted.labelling.line_kinds import CLOCK

LARGEST_WALL: Final = 25  # lines
CODE_LINE: Final = re.compile(
    r"\s*(?:(?:def|class|import|from|return|if|elif|else|for|while|function|const|let|var|public"
    r"|private|static|fn|func|package|using|#include|end|try|catch|async|await|print|SELECT|INSERT"
    r"|CREATE)\b.*[:;{(=,)]?\s*"
    r"|[}\])]+[;,]?\s*|.*[;{]\s*|\s*(?://|/\*|\*|#!).*|[\w.\[\]]+\s*(?:=|\+=|:=|=>)\s*.+|[\w.]+\(.*\)[;:]?\s*|</?\w[^>]*>.*)"
)
STRONG_CODE: Final = re.compile(
    r"(?:^\s*(?:def \w+\(|class \w+[:({]|import \w+|from \w+ import|function \w*\(|const \w+ ="
    r"|let \w+ =|var \w+ =|#include <|public (?:class|static)|SELECT .+ FROM|</?(?:div|html|body"
    r"|script)\b)|[;{}]\s*$|=>)"
)
WALL: Final = re.compile(
    r"(?:something went wrong|log ?in (?:with|or) |continue with (?:instagram|google|apple|facebook)"
    r"|try (?:again|reloading)|javascript is (?:not available|disabled)"
    r"|log ?in to (?:x|twitter|continue|see)|sign (?:in|up) (?:to|for)|create (?:an )?account"
    r"|don.t miss what.s happening|happening now|enable javascript|please (?:log|sign) in"
    r"|members only|verify you are human|checking your browser|access denied|cookie|join (?:today"
    r"|now)"
    r"|\b(?:with|mit|avec|con|com|met|med|z|через) (?:google|apple)\b|verpasse nicht|registriere dich"
    r"|(?:account|konto) erstellen"
    r"|ne manquez (?:rien|pas)|crée[rz] un compte|no te pierdas|crea(?:r)? (?:una )?cuenta|não perca|criar conta|non perderti"
    r"|crea un account|mis niet|account maken|アカウントを作成|创建账户|계정 만들기|создать аккаунт"
    r"|anmelden, um|melde dich an|jetzt registrieren|connectez-vous|inscrivez-vous|inicia sesión"
    r"|regístrate|accedi per|iscriviti|entrar|ログイン|登录|로그인)",
    re.IGNORECASE,
)
FOOTER: Final = re.compile(
    r"(?:©|\(c\)\s?\d{4}|all rights reserved|alle rechte vorbehalten|tous droits réservés"
    r"|todos los derechos|privacy policy|terms of (?:use|service)|contact support|still (?:stuck"
    r"|have questions)|impressum|datenschutz|cookie (?:settings|policy))",
    re.IGNORECASE,
)
FAQ: Final = re.compile(
    r"(?:frequently asked|f\.?a\.?q\.?s?\b|häufig gestellte|questions fréquentes|foire aux questions"
    r"|preguntas frecuentes|domande frequenti|perguntas frequentes|よくある質問|常见问题|자주 묻는)",
    re.IGNORECASE,
)
RECIPE: Final = re.compile(
    r"(?:ingredients|ingrédients|zutaten|ingredientes|ingredienti|serves \d|servings"
    r"|prep(?:aration)? time|cook(?:ing)? time|portionen|材料|재료)\b",
    re.IGNORECASE,
)
MEASURE: Final = re.compile(
    r"^\W{0,3}\d+(?:[.,/]\d+)?\s?(?:g|kg|ml|l|dl|cl|cups?|tbsp|tsp|oz|lb|el|tl|c\. à s\.|cucchiai"
    r"|grams?|teaspoons?|tablespoons?)\b",
    re.IGNORECASE | re.MULTILINE,
)
AGENDA: Final = re.compile(
    r"(?:agenda|minutes of|meeting|tagesordnung|ordre du jour|orden del día|ordine del giorno"
    r"|ordem do dia|agendapunten|dagordning|dagsorden|esityslista|porządek (?:obrad|spotkania)|gündem|повестка|порядок денний"
    r"|議程|议程|議題|안건|جدول الأعمال|attendees|teilnehmer|asistentes|participants|partecipanti|deelnemers)\b",
    re.IGNORECASE,
)
# Lines of a program's log, of a configuration, of what a program prints when it fails.
LOG_LINE: Final = re.compile(
    r"\W?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s.*\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b.*"
    r"|[\da-fA-F.:]{7,45} \S+ \S+ \[[^\]]{10,40}\] .*|[A-Z][a-z]{2}\s{1,2}\d{1,2} \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: .*"
    r"|\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b\]?:? .*"
    r"|File \".+\", line \d+.*|at [\w.$<>]+\(.*\)|Traceback \(most recent call last\):|(?:\w+\.)*\w+(?:Error|Exception): .*"
)
SETTING: Final = re.compile(r"(?:- )?[\"']?[\w./-]{1,40}[\"']?\s?(?::|=)(?:\s?\S+(?:\s\S+){0,3})?|\[[\w. -]+\]|- \S+|#.*")
FEWEST_SETTINGS: Final = 5
MOST_LINES: Final = 2000  # of a log that are looked at
CHANGELOG: Final = re.compile(
    r"^\W{0,4}(?:v(?:ersion)?\s?)?\d+\.\d+(?:\.\d+)?\b.{0,40}$|^#{0,3}\s?(?:changelog|release notes|what.s new)\b",
    re.IGNORECASE | re.MULTILINE,
)
SENTENCE_ENDS: Final = (".", "!", "?", "…")
LONGEST_TOPIC: Final = 60  # code points
FEWEST_TOPICS: Final = 3
DURATION: Final = re.compile(r"\(\d{1,3}\s?(?:min|h|Min|Minuten|minutes)\b")
MOST_HEAD: Final = 20  # lines of a newspaper's page above the text
BYLINE: Final = re.compile(
    r"(?:By|Von|Par|Por|Di|Door|Af|Av|Autor:?|Text:)"
    r" (?:[A-ZÀ-Þ][\w.'’-]+ ?){1,4}(?:(?:and|und|et|y|e|,) .{1,60})?"
)
PUBLISHED: Final = re.compile(
    r"(?:published|updated|last updated|veröffentlicht|aktualisiert|stand:|publié|mis à jour|publicado|actualizado|atualizado"
    r"|pubblicato|aggiornato|gepubliceerd)\b.*\d",
    re.IGNORECASE,
)
PAPERS: Final = re.compile(
    r"(?:advertisement|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|related(?: articles| stories)?"
    r"|most read|more on this story|read more|mehr zum thema|lesen sie auch|à lire aussi|sur le même sujet|lee también"
    r"|te puede interesar|leia (?:também|mais)|leggi anche|opinion|meinung|opinión|subscribe|abonnieren|s’abonner|suscríbete"
    r"|share this article|artikel teilen|kommentare|comments)",
    re.IGNORECASE,
)
WEAK_NUMBER: Final = re.compile(r"^\s*(?:#{1,4}\s*)?\d{1,3}[.)]\s+(?P<words>.+)$")


def no_thread(page: LabelledText) -> str | None:
    """The wording of `not_a_thread` that says what the text is; None where it may be a thread."""
    lines = [page.line(index) for index in range(len(page.lines))]
    if _is_json(page.text):
        return "json"
    if _is_table(lines):
        return "table"
    if _is_code(lines) or is_log(lines) or _is_configuration(page, lines):
        return "code"
    if _is_wall(page, lines):
        return "wall"
    return _document(page, lines)


def _is_json(text: str) -> bool:
    bare = text.strip()
    if not (bare[:1] in "[{" and bare[-1:] in "]}"):
        return False
    try:
        json.loads(bare)
    except (ValueError, RecursionError):
        return len(re.findall(r"\"\w+\"\s*:", bare[:4000])) >= 4
    return not re.fullmatch(r"\[[^\]\n]{0,40}\]", bare)


def _is_table(lines: list[str]) -> bool:
    """Rows of cells: the same number of separators in nearly all of at least three lines."""
    if len(lines) < 3:
        return False
    for separator, fewest in (("\t", 1), (";", 2), ("|", 2), (",", 2)):
        counts = Counter(line.count(separator) for line in lines)
        count, share = counts.most_common(1)[0]
        if count >= fewest and share >= 0.9 * len(lines) and _cells(lines, separator):
            return True
    return False


def _cells(lines: list[str], separator: str) -> bool:
    """Whether what stands between separators is short, and no space follows a comma: prose has spaces there."""
    if separator == "," and sum(line.count(", ") for line in lines) * 4 > sum(line.count(",") for line in lines):
        return False
    cells = [cell for line in lines for cell in line.split(separator)]
    return sum(len(cell) for cell in cells) / len(cells) < 40


def _is_code(lines: list[str]) -> bool:
    if len(lines) < 4:
        return False
    strong = sum(bool(STRONG_CODE.search(line)) for line in lines)
    return strong * 4 >= len(lines) and sum(bool(CODE_LINE.fullmatch(line)) for line in lines) * 2 >= len(lines)


def is_log(lines: Sequence[str]) -> bool:
    """Whether most lines are a log's, or those of a program that failed."""
    logged = sum(LOG_LINE.fullmatch(line) is not None for line in lines[:MOST_LINES])
    return logged >= 3 and logged * 2 >= len(lines[:MOST_LINES])


def _is_configuration(page: LabelledText, lines: list[str]) -> bool:
    """Whether lines set names to values: no sentence among them, most names in small letters, some indented or with "="."""
    if len(lines) < FEWEST_SETTINGS or not all(SETTING.fullmatch(line) for line in lines):
        return False
    small = sum(line.lstrip("-\"' [")[:1].islower() for line in lines)
    indented = sum(page.text[line.start : line.end].startswith((" ", "\t")) for line in page.lines)
    return small * 4 >= len(lines) * 3 and (indented >= 2 or sum("=" in line for line in lines) * 2 >= len(lines))


def _is_wall(page: LabelledText, lines: list[str]) -> bool:
    hits = sum(bool(WALL.search(line)) or "wall" in page.groups(index) for index, line in enumerate(lines))
    longest = max((len(line) for line in lines), default=0)
    footed = hits and sum(FOOTER.search(line) is not None for line in lines)
    return len(lines) <= LARGEST_WALL and hits + footed >= 2 and longest < 160 and (hits + footed) * 4 >= len(lines)


def _document(page: LabelledText, lines: list[str]) -> str | None:
    """Questions and answers, a recipe, an agenda, a list of changes: numbered headings, and words that only such texts have."""
    headings = [match["words"] for line in lines if (match := WEAK_NUMBER.match(line))]
    text = page.text[:20000]
    footed = any(FOOTER.search(line) for line in lines[-4:])
    asked = sum(words.rstrip().endswith(("?", "？", "؟")) for words in headings)
    if (FAQ.search(text[:400]) and (asked >= 2 or len(headings) >= 2)) or (footed and asked >= 3):
        return "questions"
    if (len(headings) >= 3 or len(MEASURE.findall(text)) >= 2) and RECIPE.search(text):
        return "recipe"
    clocks = sum(bool(CLOCK.match(line)) for line in lines)
    if len(lines) >= 4 and clocks * 2 >= len(lines) and clocks >= 3 and AGENDA.search(text):
        return "agenda"
    if _lists_topics(headings) and (_is_dated_agenda(lines[0]) or _names_agenda(text)):
        return "agenda"
    if _is_article(page, lines) and not headings:
        return "document"
    listed = sum(line.startswith(("-", "*", "•")) for line in lines)
    if listed * 3 >= len(lines) and len(CHANGELOG.findall(text)) >= 3:
        return "changes"
    titled = (
        headings
        and sum(not words.rstrip().endswith((".", "!", "?", "…")) and len(words) < 60 for words in headings)
        >= len(headings) - 1
    )
    if footed and titled and len(headings) >= 2 and len(lines) > 2 * len(headings) and not _is_unrolled(page):
        return "document"
    return None


def _lists_topics(headings: list[str]) -> bool:
    """Whether numbered lines are short and none is a sentence."""
    short = all(len(words) < LONGEST_TOPIC and not words.rstrip().endswith(SENTENCE_ENDS) for words in headings)
    return len(headings) >= FEWEST_TOPICS and short


def _is_dated_agenda(line: str) -> bool:
    return any(map(str.isdigit, line)) and AGENDA.search(line) is not None


def _names_agenda(text: str) -> bool:
    """Whether a text has several words of agendas and lengths in minutes, of which one at least is such a word."""
    words = len(AGENDA.findall(text))
    return words > 0 and words + len(DURATION.findall(text)) >= FEWEST_TOPICS


def _is_article(page: LabelledText, lines: list[str]) -> bool:
    """Whether a page names who wrote it and when it was published, and has a newspaper's foot or its other parts."""
    head = lines[:MOST_HEAD]
    signed = any(BYLINE.fullmatch(line) for line in head) and any(PUBLISHED.match(line) for line in head)
    parts = sum(PAPERS.fullmatch(line) is not None for line in lines)
    footed = any(FOOTER.search(line) for line in lines[-4:])
    return signed and parts + footed >= 2 and not any(line.startswith("@") for line in head) and not _is_unrolled(page)


def _is_unrolled(page: LabelledText) -> bool:
    """Whether an unroller's foot stands below: its page has terms and a policy, too."""
    return any("unroller_foot" in page.groups(index) for index in range(len(page.lines)))
