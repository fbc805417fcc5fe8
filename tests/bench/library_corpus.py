"""A seeded archive of many threads for measurements: five languages, words as frequent as in real ones (Zipf–Mandelbrot).

The frequent words of each language are real, the others are made of its syllables. Rows are inserted directly: storing each
thread as a submission does would take hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, insert

from archive.archive import Archive
from archive.library import full_text
from archive.library.authors import author_key
from archive.library.tables import library, library_authors, library_themes
from archive.points import without_tags
from archive.tables import aliases, labels, points, taggings, tags, threads, versions
from archive.threads.aliases import keys_of, names_of
from domain.codebooks.yaml_format import parse_yaml
from domain.excerpt import excerpt
from domain.search.document import Document, document_of
from domain.search.features import features_of
from domain.search.words import words_of
from domain.shapes.post import Author
from domain.shapes.reading import Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Cause, Completeness, Point, Role, Verdict, Version
from domain.version_digest import version_digest
from tests.paths import ROOT

SEED: Final = 7
VOCABULARY: Final = 60_000
AUTHORS: Final = 8_000
FIRST_DAY: Final = datetime(2016, 1, 1, tzinfo=UTC)
BATCH: Final = 1_000
HEADS: Final[Mapping[str, str]] = {
    "en": "the to of and a in that is it for you this with on not have are be as but they we what your at all people can from "
    "one if more so just about product team when how like or time will do work who need make there them out",
    "de": "die und der ist nicht das ich in zu es den mit sich auf auch ein für eine von wir man dass aber wie sie als dem was "
    "noch haben nur wenn mehr oder so sind bei werden kann im aus zum keine Menschen Team Produkt Straße über müssen",
    "es": "de que la el en y a los no se por las un con una es para lo del al como más pero su sus esto cuando hay ser está "
    "todo muy sin sobre equipo producto personas también porque entre año años así qué cómo donde mejor",
    "fr": "de la le et les des en un une est que pour pas qui dans ce il au sur plus ne se avec vous on nous par mais tout "
    "sont ont être cette fait comme produit équipe même aussi très où après été ça leur sans français",
    "ja": "の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その "
    "製品 チーム 人 仕事 時間 価値 東京 顧客 開発 日本 会社 問題 情報 世界 今日 自分 必要",
}
SYLLABLES: Final[Mapping[str, str]] = {
    "en": "an ter ing con pro tion er light house ver est men ship al ri dis com per un der mar ket land ful ness ac re lo",
    "de": "ge ver schaft ung heit be auf ein haus zeit daten schutz ent lich keit werk platz zug ab vor nach stra ße groß wort",
    "es": "ción es ta do ra pro con mente ar le ca mi so bre na en re ti dad lla ño ve go lu sa per for ma",
    "fr": "tion ment é re con pro des mai son eur age par ve lle ou an che ré ple ce gne tou jour su li vre",
    "ja": "開 発 者 会 議 計 画 成 長 市 場 顧 客 学 習 経 験 組 織 文 化 技 術 戦 略 価 値 目 標 結 果 実 行 カ ロ ス テ",
}
# The shares of languages, sites and verdicts among all threads; each row adds up to 1.
SHARES: Final = {"en": 0.45, "de": 0.2, "es": 0.12, "fr": 0.11, "ja": 0.12}
SITES: Final = ((Site.X, 0.6), (Site.BLUESKY, 0.2), (Site.MASTODON, 0.12), (Site.THREADS, 0.05), (Site.PASTE, 0.03))
VERDICTS: Final = ((Verdict.COMPLETE, 0.55), (Verdict.UNKNOWN, 0.33), (Verdict.GAPS, 0.12))
LABELS: Final = ("to read", "quoted", "workshop", "thesis", "later")


@dataclass(frozen=True, slots=True)
class Language:
    """Words by rank, and how likely each is."""

    words: Sequence[str]
    likelihoods: Any  # an array of floats
    between: str

    def sample(self, random: np.random.Generator, count: int) -> list[str]:
        ranks = np.searchsorted(self.likelihoods, random.random(count))
        return [self.words[rank] for rank in ranks]


def make_languages(random: np.random.Generator) -> dict[str, Language]:
    frequencies = 1 / (np.arange(1, VOCABULARY + 1) + 2.7) ** 1.07
    cumulated = np.cumsum(frequencies / frequencies.sum())
    languages: dict[str, Language] = {}
    for name, head in HEADS.items():
        words = dict.fromkeys(head.split())
        syllables = SYLLABLES[name].split()
        while len(words) < VOCABULARY:
            for picked in random.integers(len(syllables), size=(VOCABULARY // 4, 4)).tolist():
                words["".join(syllables[index] for index in picked[: 2 + picked[0] % 3])] = None
        languages[name] = Language(tuple(words)[:VOCABULARY], cumulated, "" if name == "ja" else " ")
    return languages


def build(archive: Archive, thread_count: int, points_each: int = 10) -> None:
    """Fills an empty archive. Threads have `points_each` points on average."""
    random = np.random.default_rng(SEED)
    languages = make_languages(random)
    themes = _themes()
    people = _authors(random, languages["en"])
    with archive.database.write() as connection:
        _insert(connection, library_themes, [{"id": n, "family": f, "theme": t} for n, (f, t) in enumerate(themes, 1)])
        rows = [{"id": n, "site": site, **_names(person)} for n, (site, person) in enumerate(people, 1)]
        _insert(connection, library_authors, rows)
    generated = _generate(random, languages, themes, people, thread_count, points_each)
    for start in range(0, thread_count, BATCH):
        with archive.database.write() as connection:
            _store(connection, [next(generated) for _ in range(min(BATCH, thread_count - start))], themes)
    with archive.database.write() as connection:
        full_text.optimise(connection)


@dataclass(frozen=True, slots=True)
class Generated:
    """A Version with its number among all, the number of its author, and when it was archived."""

    number: int
    author: int
    version: Version
    archived_at: datetime
    labels: tuple[str, ...]

    @property
    def thread_id(self) -> str:
        return hashlib.sha256(str(self.number).encode()).hexdigest()[:24]


def _themes() -> list[tuple[str, str]]:
    codebook = parse_yaml((ROOT / "domain" / "codebooks" / "product-culture.yaml").read_bytes())
    return [(family.id, theme.id) for family in codebook.families for theme in family.themes]


def _authors(random: np.random.Generator, language: Language) -> list[tuple[Site, Author]]:
    authors = []
    for number in range(AUTHORS):
        first, last = (language.words[rank].title() for rank in random.integers(100, VOCABULARY, 2))
        site = _choose(random, SITES)
        authors.append((site, Author(f"{first} {last}", f"{first.lower()}{number}")))
    return authors


def _names(person: Author) -> dict[str, str | None]:
    key = author_key(person.name or "", person.handle or "")
    return {"handle": person.handle, "name": person.name, "key": key}


def _choose(random: np.random.Generator, choices: Sequence[tuple[Any, float]]) -> Any:
    return choices[int(np.searchsorted(np.cumsum([share for _, share in choices]), random.random() * 0.999999))][0]


def _generate(
    random: np.random.Generator,
    languages: Mapping[str, Language],
    themes: Sequence[tuple[str, str]],
    people: Sequence[tuple[Site, Author]],
    count: int,
    points_each: int,
) -> Iterator[Generated]:
    for number in range(1, count + 1):
        name = _choose(random, tuple(SHARES.items()))
        author = int(min(random.zipf(1.3), AUTHORS)) - 1
        site, person = people[author]
        posted = FIRST_DAY + timedelta(seconds=int(random.integers(0, 10 * 365 * 86400)))
        length = max(1, int(random.geometric(1 / points_each)))
        version = _version(random, languages[name], name, site, person, posted, themes, length, number)
        chosen = tuple(label for label in LABELS if random.random() < 0.02)
        yield Generated(number, author + 1, version, FIRST_DAY + timedelta(days=10 * 365, seconds=60 * number), chosen)


def _version(
    random: np.random.Generator,
    language: Language,
    name: str,
    site: Site,
    author: Author,
    posted: datetime,
    themes: Sequence[tuple[str, str]],
    length: int,
    number: int,
) -> Version:
    items = []
    for position in range(1, length + 1):
        text = language.between.join(language.sample(random, int(np.clip(random.normal(33, 9), 3, 60))))
        suggested = _tags(random, themes, text)
        post_id = str(1_400_000_000_000_000_000 + number * 10_000 + position)
        url = f"https://{site}.example/{author.handle}/status/{post_id}"
        items.append(
            Point(position, Role.POINT, text, position, length, post_id=post_id, url=url, posted_at=posted).with_suggestions(
                suggested
            )
        )
    verdict = Completeness(_choose(random, VERDICTS), length)
    return Version(
        excerpt(items[0].text, 90), site, items[0].url, author, posted, name, tuple(items), verdict, items[0].post_id
    )


def _tags(random: np.random.Generator, themes: Sequence[tuple[str, str]], text: str) -> tuple[Tag, ...]:
    if random.random() > 0.25:
        return ()
    family, theme = themes[int(random.integers(len(themes)))]
    end = min(len(text), 24)
    return (Tag(family, theme, round(float(random.random()), 2), TaggedBy.MODEL, (Evidence(0, end, text[:end]),)),)


def _store(connection: Connection, batch: Sequence[Generated], themes: Sequence[tuple[str, str]]) -> None:
    numbers = {name: number for number, name in enumerate(themes, 1)}
    _insert(connection, threads, [_thread_row(item) for item in batch])
    _insert(connection, versions, [_version_row(item) for item in batch])
    _insert(connection, points, [{"version_id": item.number, "points": without_tags(item.version.points)} for item in batch])
    _insert(connection, aliases, [row for item in batch for row in _alias_rows(item)])
    tagging = {"codebook_id": "product-culture", "codebook_version": 1, "revision": 1}
    _insert(
        connection,
        taggings,
        [{"id": item.number, "version_id": item.number, "tagged_at": item.archived_at, **tagging} for item in batch],
    )
    _insert(connection, tags, [row for item in batch for row in _tag_rows(item)])
    _insert(connection, labels, [{"thread_id": item.thread_id, "name": name} for item in batch for name in item.labels])
    _insert(connection, library, [_library_row(item, numbers) for item in batch])
    documents: dict[int, Document] = {item.number: document_of(item.version, ()) for item in batch}
    full_text.add_documents(connection, documents)


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _thread_row(item: Generated) -> dict[str, Any]:
    return {"id": item.thread_id, "latest": 1, "archived_at": item.archived_at, "updated_at": item.archived_at}


def _version_row(item: Generated) -> dict[str, Any]:
    version = item.version
    return {
        "id": item.number,
        "thread_id": item.thread_id,
        "number": 1,
        "digest": version_digest(version),
        "captured_at": item.archived_at,
        "made_at": item.archived_at,
        "cause": Cause.READ,
        "reader": "0" * 12,
        "title": version.title,
        "site": version.site,
        "url": version.url,
        "root_post_id": version.root_post_id,
        "author": version.author,
        "author_handle": version.author.handle,
        "posted_at": version.posted_at,
        "language": version.language,
        "verdict": version.completeness.verdict,
        "completeness": version.completeness,
        "related": (),
        "dropped": (),
        "points": len(version.points),
    }


def _alias_rows(item: Generated) -> list[dict[str, Any]]:
    return [{"key": key, "version_id": item.number} for key in keys_of(names_of(item.version, ()))]


def _tag_rows(item: Generated) -> Iterator[dict[str, Any]]:
    for point in item.version.points:
        for tag in (*point.tags, *point.weak):
            yield {
                "tagging_id": item.number,
                "version_id": item.number,
                "position": point.position,
                "family": tag.family,
                "theme": tag.theme,
                "confidence": tag.confidence,
                "by": tag.by,
                "rejected": False,
                "evidence": tag.evidence,
                "lost": (),
            }


def _library_row(item: Generated, numbers: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    version = item.version
    assert version.posted_at is not None
    names = sorted({(tag.family, tag.theme) for point in version.points for tag in point.tags})
    return {
        "id": item.number,
        "thread_id": item.thread_id,
        "version_id": item.number,
        "site": version.site,
        "author_id": item.author,
        "verdict": version.completeness.verdict,
        "codebook_id": "product-culture",
        "points": len(version.points),
        "features": int(features_of(version)),
        "themes": f" {' '.join(str(numbers[name]) for name in names)} " if names else "",
        "year": version.posted_at.year,
        "published_at": version.posted_at,
        "archived_at": item.archived_at,
        "title_key": " ".join(words_of(version.title))[:40],
        "author_key": " ".join(words_of(version.author.name or ""))[:40],
    }
