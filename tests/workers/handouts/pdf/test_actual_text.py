"""Every script can be copied out of the PDF as it was written, and the PDF stays accessible."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf

from domain.editions import Edition
from domain.shapes.handout import Format
from domain.shapes.post import Author
from tests import factories
from workers.handouts import render

TEXTS = {
    "Hindi": "हम कोई फ़ीचर फ़ैक्टरी नहीं हैं। लक्ष्य और कारण बताइए, बाकी टीम मिलकर तय करेगी।",
    "Bengali": "আমরা কোনো কারখানা নই। লক্ষ্য বলুন",
    "Tamil": "நாங்கள் தொழிற்சாலை அல்ல. இலக்கைச் சொல்லுங்கள்",
    "Sinhala": "අපි කර්මාන්ත ශාලාවක් නොවේ",
    "Khmer": "យើងមិនមែនជារោងចក្រទេ។ សូមប្រាប់គោលដៅ",
    "Myanmar": "ကျွန်ုပ်တို့သည် စက်ရုံမဟုတ်ပါ။ ရည်မှန်းချက်ကို ပြောပါ",
    "Thai": "เราไม่ใช่โรงงานผลิตฟีเจอร์ บอกเป้าหมายและเหตุผล",
    "Hebrew": "אנחנו לא מפעל של פיצרים",
    "Japanese": "私たちは機能工場ではありません。",
    "Korean": "우리는 기능 공장이 아니다.",
    "Vietnamese": "Chúng tôi không phải là nhà máy tính năng",
    "emoji": "Families 👩‍👩‍👧‍👦 and flags 🇩🇪",
}
INVISIBLE = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def test_every_script_extracts_as_it_was_written(tmp_path: Path) -> None:
    points = [factories.point(number, text) for number, text in enumerate(TEXTS.values(), 1)]
    thread = factories.thread(factories.version(points))
    path = tmp_path / "scripts.pdf"
    path.write_bytes(render(thread, factories.codebook(), Edition.ANNOTATED, Format.PDF, factories.NOON))
    extracted = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    flat = INVISIBLE.sub("", extracted)
    assert [name for name, text in TEXTS.items() if INVISIBLE.sub("", text) not in flat] == []
    assert not [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"]


def test_a_title_and_an_author_are_drawn_like_other_words() -> None:
    """Spaced letters take vowels apart that stand on both sides of a consonant, and show them beside a dotted circle."""
    # Without the full stop that several scripts share: its font is that of the language around it.
    words = " ".join(TEXTS[name] for name in ("Hindi", "Bengali", "Tamil", "Sinhala", "Khmer", "Myanmar")).replace("।", "")
    drawn = _widths(words, title=words, author=words)
    assert "Noto-Sans-Khmer" in drawn
    assert drawn == _widths(words, title="On yards", author="Mira Holm")


def _widths(words: str, title: str, author: str) -> dict[str, str]:
    """The glyphs of each font of a script that a handout draws, with their widths."""
    version = factories.version([factories.point(1, words)], title=title, author=Author(author))
    pdf = render(factories.thread(version), factories.codebook(), Edition.READING, Format.PDF, factories.NOON)
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/W" in item]
        return {str(font.BaseFont)[8:]: str(font.W.to_json()) for font in fonts if "Noto" in str(font.BaseFont)}
