"""One file that asks nothing of anybody."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import fromstring

import pytest

from domain.editions import Edition
from domain.shapes.handout import Format
from tests import factories
from workers.handouts import render
from workers.handouts.style import print_rules

SAID = (factories.codebook(), Edition.ANNOTATED)


def html(name: str) -> str:
    kept = factories.pictures() if name == "pictured" else {}
    return render(getattr(factories, name)(), *SAID, Format.HTML, factories.NOON, pictures=kept).decode()


@pytest.mark.parametrize("name", ["ten", "gappy", "furnished", "scripts", "pictured"])
def test_it_loads_nothing(name: str) -> None:
    page = html(name)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    assert set(re.findall(r"url\(\"?([a-z]+:)", style[1])) == {"data:"}
    assert "@import" not in style[1]
    tree = fromstring(page.replace(style[1], ""))
    assert not [each for each in tree.iter() if each.tag in {"link", "script", "iframe", "object"}]
    assert all(str(each.get("src")).startswith("data:image/") for each in tree.iter("img"))


def test_it_is_of_reasonable_size_and_carries_only_the_scripts_it_needs() -> None:
    assert len(html("ten")) < 220_000
    assert "-cyrillic" not in html("ten")
    assert html("scripts").count("U+400-52F") > html("ten").count("U+400-52F") == 0


def test_the_same_thread_makes_the_same_bytes() -> None:
    assert html("ten") == html("ten")


def test_hostile_words_stay_words() -> None:
    bad = '<p dir="ltr"></style><script>alert(1)</script>"\'&'
    thread = factories.thread(factories.version([factories.point(1, bad)], title=bad, url="javascript:alert(1)"))
    page = render(thread, *SAID, Format.HTML, factories.NOON).decode()
    assert "<script" not in page
    assert "javascript:" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_json_is_the_document() -> None:
    body = json.loads(render(factories.ten(), *SAID, Format.JSON, factories.NOON))
    assert body["families"] == {"product-fed": 6, "value-led": 3}


def test_paper_has_no_tokens_left_and_no_rules_for_screens() -> None:
    rules = print_rules()
    assert "var(" not in rules
    assert "@media" not in rules
    assert rules.count("{") == rules.count("}")
