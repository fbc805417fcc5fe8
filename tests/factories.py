"""Threads in the shapes that unrolling and tagging make, built by hand; the words are our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw

from domain.messages import message
from domain.shapes.capture import CaptureSummary, Via
from domain.shapes.codebook import Codebook, CodebookRef, Family, Theme
from domain.shapes.picture import Picture
from domain.shapes.post import Author, Media, MediaKind, Quote, Span, SpanKind
from domain.shapes.reading import Site
from domain.shapes.tag import Evidence, Tag, TaggedBy
from domain.shapes.thread import Completeness, Gap, Point, Role, Thread, Verdict, Version

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

PRODUCT_FED = {
    "product-rule": "Product rule",
    "command-and-control": "Command and control",
    "silos": "Silos",
    "turf-war": "Turf war",
    "containerised-thinking": "Containerised thinking",
    "output-over-outcome": "Output over outcome",
    "label-misfire": "Label misfire",
}
VALUE_LED = {
    "shared-outcome": "Shared outcome",
    "collaboration": "Collaboration",
    "context-over-control": "Context over control",
    "trusted-decisions": "Trusted decisions",
    "sustainable-value": "Sustainable value",
    "within-constraints": "Within constraints",
    "customer-learning": "Customer learning",
}

FAMILIES = (("product-fed", PRODUCT_FED), ("value-led", VALUE_LED))

POINTS: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "Every second team I visit tells me it is 'product-led' now.\n\nLook closer and most of them mean that one "
        "person hands out "
        "the work.\n\nA thread on what went wrong 👇",
        (("product-fed", "label-misfire", "model", "one person hands out the work"),),
    ),
    (
        "The idea was a good one: let the worth of the thing itself carry the company, not the loudest salesman and not the "
        "biggest customer's wish list.",
        (),
    ),
    (
        "But a name teaches. Call it 'product-led', and a young team hears that product people lead and everyone else "
        "follows.\n\n"
        "From that day on each craft counts its own wins…",
        (
            ("product-fed", "label-misfire", "model", "a young team hears that product people lead and everyone else follows"),
            ("product-fed", "turf-war", "model", "each craft counts its own wins"),
        ),
    ),
    (
        "Soon there are walls. Design throws a file over to engineering, engineering throws a build over to support, "
        "and each of "
        "them wants a louder voice in the quarterly plan.",
        (
            ("product-fed", "silos", "model", "Design throws a file over to engineering"),
            ("product-fed", "turf-war", "model", "each of them wants a louder voice"),
        ),
    ),
    (
        "Behind a wall you see only your own yard. Ask four people what matters and you get four answers, each of them "
        "right, and "
        "none of them the customer's.",
        (("product-fed", "containerised-thinking", "model", "Behind a wall you see only your own yard"),),
    ),
    (
        "And then come the orders.\n\n“Ship it by Friday, we will clean up later.”\n“Here is the drawing, build "
        "that.”\n“We have no "
        "time to ask anybody.”",
        (
            ("product-fed", "command-and-control", "model", "“Here is the drawing, build that.”"),
            ("product-fed", "output-over-outcome", "model", "“Ship it by Friday, we will clean up later.”"),
        ),
    ),
    (
        "That is no team, that is a queue with a face.\n\nA team is people of different crafts who look for the best "
        "way to one "
        "outcome together, with the time and money there are.",
        (
            ("product-fed", "command-and-control", "model", "a queue with a face"),
            ("value-led", "shared-outcome", "model", "look for the best way to one outcome together"),
            ("value-led", "within-constraints", "model", "with the time and money there are"),
        ),
    ),
    (
        "The product person's part is to bring the goal and the reasons, and then to rely on the others' "
        "judgement.\n\nI keep a "
        "drawing of that above my desk: https://example.org/drawing",
        (
            ("value-led", "context-over-control", "person", "bring the goal and the reasons"),
            ("value-led", "trusted-decisions", "model", "rely on the others' judgement"),
        ),
    ),
    (
        "So let us say 'value-led' and mean it: we work together on what lasts for the customer and the company, within "
        "what we "
        "can carry.",
        (
            ("value-led", "sustainable-value", "model", "what lasts for the customer and the company"),
            ("value-led", "collaboration", "model", "we work together"),
        ),
    ),
)
CLOSING = "So…\n\n- What do you call it?\n- Does any of this sound like home?\n- What helped where you are?"


def codebook() -> Codebook:
    """The two families by name, without cues and examples."""
    families = (("product-fed", "Product-Fed", 1, PRODUCT_FED), ("value-led", "Value-Led", 2, VALUE_LED))
    return Codebook(
        id="product-culture",
        version=1,
        name="Product culture",
        description="Who feeds whom, and to what end.",
        families=tuple(
            Family(id_, name, name, palette, tuple(Theme(theme, label, label) for theme, label in themes.items()))
            for id_, name, palette, themes in families
        ),
    )


def tag(text: str, family: str, theme: str, by: str, words: str) -> Tag:
    """A tag with the first place of its words as evidence."""
    start = text.index(words)
    tagged_by = TaggedBy(by)
    confidence = 0.82 if tagged_by is TaggedBy.MODEL else None
    return Tag(family, theme, confidence, tagged_by, (Evidence(start, start + len(words), words),))


def point(position: int, text: str, tags: Sequence[tuple[str, str, str, str]] = (), of: int | None = None) -> Point:
    """A numbered point."""
    return Point(position, Role.POINT, text, position, of, tags=tuple(tag(text, *values) for values in tags))


def version(points: Sequence[Point], completeness: Completeness | None = None, **changes: object) -> Version:
    """A Version of these points by an author of ours."""
    base = Version(
        title="Every second team I visit tells me it is 'product-led' now.",
        site=Site.X,
        url="https://x.com/mira_holm/status/1474000000000000001",
        author=Author("Mira Holm", "mira_holm", "https://x.com/mira_holm"),
        posted_at=datetime(2021, 12, 24, 9, 30, tzinfo=UTC),
        language="en",
        points=tuple(points),
        completeness=completeness or Completeness(Verdict.COMPLETE, declared=len(points)),
        dropped=("Keep current with Mira Holm", "Did this help you today?\n\nSupport us!"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def thread(version: Version, **changes: object) -> Thread:
    """That Version as an archive knows it, from one paste."""
    capture = CaptureSummary("c0ffee00c0ffee00c0ff", Via.PASTE, NOON, None, sha256(version.title.encode()).hexdigest())
    archived = Thread(version, CodebookRef("product-culture", 1), (capture,), "th0000000000000000000", NOON, 1)
    return replace(archived, **changes)  # type: ignore[arg-type]


def ten_points() -> tuple[Point, ...]:
    """Nine numbered points and a closing one, tagged."""
    numbered = [point(position, text, tags, 9) for position, (text, tags) in enumerate(POINTS, 1)]
    return (*numbered, Point(10, Role.CLOSING, CLOSING))


def ten() -> Thread:
    """The thread that most tests look at: complete, ten points, both families."""
    reason = message("numbers_complete.by_range", first=1, last=9)
    return thread(version(ten_points(), Completeness(Verdict.COMPLETE, 9, reasons=(reason,))))


def gappy() -> Thread:
    """Points 6 and 7 are missing, and nobody knows how much after the last."""
    points = [item for item in ten_points()[:9] if item.number not in {6, 7}]
    left = tuple(replace(item, position=position) for position, item in enumerate(points, 1))
    gaps = (
        Gap(5, 2, message("numbers_missing.between", count=2, numbers=(6, 7), previous=5, following=8)),
        Gap(7, None, message("more_not_loaded.page")),
    )
    reasons = tuple(gap.reason for gap in gaps)
    return thread(version(left, Completeness(Verdict.GAPS, 9, (6, 7), gaps, reasons)))


def long(count: int) -> Thread:
    """A thread of `count` points, the nine said again and again."""
    points = [point(number, *POINTS[(number - 1) % 9], count) for number in range(1, count + 1)]
    return thread(version(points))


def scripts() -> Thread:
    """Every script that people write threads in, one a point, with links, mentions and marks across directions."""
    texts = (
        "אנחנו לא מפעל של פיצ'רים. הצוות מחליט יחד, ו-@noa כתבה על זה: https://example.org/he (2019)!",
        "نحن فريق واحد، ولسنا مصنعا للميزات. اقرأوا الفصل 3 من كتاب Team Topologies ثم ناقشوا.",
        "我们不是功能工厂。产品经理给出目标和背景，其他人一起找到最好的办法，而且不越过限制。",
        "私たちは機能工場ではありません。目的と背景を共有し、チームで一番よい方法を見つけます。",
        "우리는 기능 공장이 아니다. 목표와 맥락을 나누고 함께 길을 찾는다.",
        "हम कोई फ़ीचर फ़ैक्टरी नहीं हैं। लक्ष्य और कारण बताइए, बाकी टीम मिलकर तय करेगी।",
        "เราไม่ใช่โรงงานผลิตฟีเจอร์ บอกเป้าหมายและเหตุผล แล้วทีมจะหาทางที่ดีที่สุดร่วมกัน",
        "Мы не фабрика фич: цель и причины известны всем, а путь команда находит вместе. Ещё раз: вместе.",
        "Δεν είμαστε εργοστάσιο: ο στόχος είναι κοινός, και τον δρόμο τον βρίσκουμε μαζί. Ἐν ἀρχῇ ἦν ὁ λόγος.",
        "Emoji stay whole: 👩‍👩‍👧‍👦 👍🏽 🇩🇪 🏳️‍🌈 ❤️ 1️⃣, and 0123456789 are digits of the text. Tiếng Việt, Łódź, ığdır.",
        "Pneumonoultramicroscopicsilicovolcanoconiosis" * 6,
    )
    points = [Point(number, Role.POINT, text, number, len(texts)) for number, text in enumerate(texts, 1)]
    return thread(version(points, language=None, title=texts[0][:40]))


def furnished() -> Thread:
    """Points with all that can stand beside a text, many tags, overlapping evidence, and a long one."""
    text = POINTS[3][0]
    both = (*POINTS[3][1], ("value-led", "collaboration", "person", "throws a file over to engineering, engineering throws"))
    many = tuple((family, theme, "model", "walls") for family, themes in FAMILIES for theme in list(themes)[:4])
    quote = Quote("Walls are built by the tidy.", Author("Ines Okafor", "ines"), "https://example.org/ines", NOON)
    media = (
        Media(MediaKind.IMAGE, "https://example.org/a.png", "A drawing of four yards with a wall round each of them."),
        Media(MediaKind.VIDEO, "https://example.org/v"),
        Media(MediaKind.CARD, "https://example.org/walls", "On walls, and who builds them"),
        Media(MediaKind.POLL, None, "More walls\nFewer walls\nA gate"),
    )
    points = (
        Point(1, Role.OPENING, "Before anything else: this is a long one, get some tea."),
        point(2, text, both),
        replace(point(3, text, many), quote=quote, media=media),
        Point(4, Role.ASIDE, "(I was asked who Ines is. She taught me all of this.)"),
        point(5, "\n\n".join(body for body, _ in POINTS * 3)),
    )
    gap = Gap(4, None, message("tombstone.threads"))
    reason = gap.reason
    return thread(version(points, Completeness(Verdict.GAPS, None, (), (gap,), (reason,)), posted_at=None, url=None))


SHOWN = "https://pictures.example/"
GROUND, INKS = (244, 240, 230), ((168, 72, 28), (15, 107, 100), (63, 79, 158), (103, 84, 63))


def picture(width: int, height: int, seed: int = 0, kind: str = "JPEG") -> Picture:
    """A drawing of ours: houses, and a thread that runs over them."""
    image = Image.new("RGB", (width, height), GROUND)
    pen, step = ImageDraw.Draw(image), width // 5
    tops = [height - height * (35 + 13 * ((house * 3 + seed) % 4)) // 100 for house in range(5)]
    for house, top in enumerate(tops):
        left, right = house * step + step // 8, (house + 1) * step - step // 8
        pen.rectangle([left, top, right, height * 9 // 10], fill=INKS[(house + seed) % 4])
        pen.polygon([(left, top), (right, top), ((left + right) // 2, top - height // 12)], fill=INKS[(house + seed + 1) % 4])
    line = [(house * step + step // 2, top - height // 12) for house, top in enumerate(tops)]
    pen.line([(0, height // 3), *line, (width, height // 4)], fill=(31, 35, 40), width=max(2, width // 200), joint="curve")
    pen.line([(0, height * 9 // 10), (width, height * 9 // 10)], fill=(31, 35, 40), width=max(2, width // 200))
    body = BytesIO()
    image.save(body, kind)
    return Picture(body.getvalue(), f"image/{kind.lower()}", width, height)


def pictures() -> dict[str, Picture]:
    """What the pictured thread shows and what was kept of it: one of its pictures was not."""
    sizes = {"row": (1600, 800), "design": (900, 900), "engineering": (900, 900), "poster": (1280, 720), "card": (1200, 630)}
    return {f"{SHOWN}{name}": picture(*size, seed) for seed, (name, size) in enumerate(sizes.items())}


def pictured() -> Thread:
    """The ten points with everything that can stand beside a text."""
    base = ten()
    points = list(base.version.points)
    beside: dict[int, tuple[Media, ...]] = {
        1: (Media(MediaKind.IMAGE, f"{SHOWN}row", "Five houses in a row; a thread runs over all of their roofs."),),
        3: (
            Media(MediaKind.IMAGE, f"{SHOWN}design", "The yard of design"),
            Media(MediaKind.IMAGE, f"{SHOWN}engineering", "The yard of engineering"),
            Media(MediaKind.IMAGE, f"{SHOWN}lost", "A third yard"),
        ),
        4: (Media(MediaKind.POLL, None, "More walls 12%\nFewer walls 61%\nA gate 27%"),),
        5: (Media(MediaKind.VIDEO, "https://video.example/watch/9", "Two people at a whiteboard.", f"{SHOWN}poster"),),
        8: (Media(MediaKind.CARD, "https://example.org/walls", "On walls, and who builds them\nAn essay.", f"{SHOWN}card"),),
    }
    for index, media in beside.items():
        points[index] = replace(points[index], media=media)
    quote = Quote("Names teach. Choose them as you would choose a teacher.", Author("Ines Okafor", "ines"), None, NOON)
    points[2] = replace(points[2], quote=quote)
    start = points[7].text.index("drawing")
    link = Span(start, start + len("drawing"), SpanKind.LINK, "https://example.org/drawings?page=3")
    points[7] = replace(points[7], spans=(link,))
    return replace(base, version=replace(base.version, points=tuple(points)))
