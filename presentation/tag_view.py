"""A tag as pages and handouts show it: with its family and theme, who set it, how sure they were, and from which words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.shapes.codebook import Codebook, Family, Theme
from domain.shapes.tag import Strength, Tag, TaggedBy
from presentation.messages import load_messages


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag with its family and theme looked up; `judge` is the name of the language model that suggested it, if one did."""

    tag: Tag
    family: Family
    theme: Theme
    judge: str | None = None
    rejected: bool = False

    @property
    def name(self) -> str:
        return self.tag.name

    @property
    def strength(self) -> Strength:
        return self.tag.strength

    @property
    def by(self) -> str:
        """Who set the tag: `model` or `person`, or `rejected` for a tag that a person rejected."""
        return "rejected" if self.rejected else self.tag.by.value

    @property
    def evidence_json(self) -> str:
        """The evidence as JSON: the start of each span and its words, so that a script can mark what this tag is based on."""
        return json.dumps([[span.start, span.text] for span in self.tag.evidence], ensure_ascii=False)

    @property
    def attribution(self) -> str:
        return attribution(self.tag, self.judge)

    @property
    def reason(self) -> str:
        """Who set the tag and from which words, as a sentence."""
        if self.rejected:
            return str(load_messages().pages.tagging.rejected)
        attribution = self.attribution
        sentence = f"{attribution[:1].upper()}{attribution[1:]}"
        quoted = _quoted([span.text for span in self.tag.evidence])
        return str(load_messages().pages.thread.tag_reason(who=sentence, words=quoted)) if quoted else f"{sentence}."

    @property
    def lost(self) -> str:
        """Evidence of an earlier version that the text no longer contains, quoted; empty when there is none."""
        return "" if self.rejected else _quoted(self.tag.lost)


def tag_views(
    tags: Sequence[Tag], codebook: Codebook, judge: str | None = None, *, rejected: bool = False
) -> Iterator[TagView]:
    """Tags in the order of the codebook's families, without those of unknown families.

    A theme that the codebook no longer has is named by its id, a tag without a theme by the family alone.
    """
    used = {tag.family for tag in tags}
    for family in codebook.families:
        for tag in tags if family.id in used else ():
            if tag.family == family.id:
                yield TagView(tag, family, theme_of_tag(tag, family), judge, rejected)


def theme_of_tag(tag: Tag, family: Family) -> Theme:
    """The theme of the family, or one that stands for the family without a theme."""
    if tag.theme is None:
        return family_alone(family)
    return next((theme for theme in family.themes if theme.id == tag.theme), None) or Theme(tag.theme, tag.theme, "")


def family_alone(family: Family) -> Theme:
    """What stands in a theme's place for points that have the family and none of its themes."""
    return Theme("", load_messages().shared.family_only, family.definition)


def attribution(tag: Tag, judge: str | None = None) -> str:
    """Who set the tag and how sure they were. `judge` is the language model that suggested it, if one did."""
    messages = load_messages().shared
    by_judge = judge and tag.by is TaggedBy.MODEL
    author: str = messages.tagged_by_named(judge=judge) if by_judge else messages.tagged_by[tag.by.value]
    if tag.by is TaggedBy.PERSON or tag.confidence is None:
        return author
    sure = messages.confidence(percent=round(tag.confidence * 100))
    return f"{author}, {messages.strengths[tag.strength.value](sure=sure)}"


def _quoted(texts: Sequence[str]) -> str:
    return str(load_messages().shared.comma.join(f"“{text}”" for text in texts))
