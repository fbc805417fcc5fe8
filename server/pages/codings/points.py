"""The page of a point that a coder codes: its words, the themes to tick, and on to the next one. It works without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.codings import answers, records
from archive.codings.answers import OwnPoint
from domain.anchors import find_occurrences
from domain.errors import Conflict, Invalid, NotFound
from domain.messages import Message
from domain.shapes.codebook import Codebook
from domain.shapes.coding import Coding
from domain.shapes.decision import TagAction, TagRequest
from presentation.markup import Mark, direction, to_html
from presentation.messages import load_messages, sentence
from presentation.palette import palettes
from server.access.auth import Role, allow_role, current_caller
from server.api.codings import suggestions
from server.codings import PresentPoints, edition_of
from server.context import app_context
from server.front.body_limits import SMALL, body_limit
from server.problems import error_text

blueprint = Blueprint("coding_point_pages", __name__, url_prefix="/codings")


@blueprint.get("/<id_>/points/<int:number>")
@allow_role(Role.EDITOR)
def show(id_: str, number: int) -> str:
    """Shows a point with the coder's own answer."""
    return _page(records.get(app_context().archive, id_), number)


@blueprint.post("/<id_>/points/<int:number>")
@body_limit(SMALL)
@allow_role(Role.EDITOR)
def save(id_: str, number: int) -> Redirect | tuple[str, int]:
    """Saves the coder's answer and goes on to the next point without one."""
    archive, person = app_context().archive, current_caller().person
    coding, texts = records.get(archive, id_), load_messages().codings.point
    own = answers.list_own(archive, id_, person)
    try:
        requests = () if request.form.get("do") == "none" else tuple(_requests(_at(own, number).point.anchor.text))
        answers.put(archive, id_, number, person, requests, _typed("memo"), edition_of(coding))
    except Invalid as error:
        return _page(coding, number, error), 422
    except Conflict as error:
        flash(error_text(error))
        return redirect(f"/codings/{id_}", 303)
    following = _next_open([item for item in own if item.point.number != number], number)
    flash(texts.saved(number=number) if following else texts.last)
    return redirect(f"/codings/{id_}/points/{following}" if following else f"/codings/{id_}", 303)


def _page(coding: Coding, number: int, error: Invalid | None = None) -> str:
    own = answers.list_own(app_context().archive, coding.id, current_caller().person)
    item, edition = _at(own, number), edition_of(coding)
    text, answer = item.point.anchor.text, item.answer
    numbers = [other.point.number for other in own]
    place = numbers.index(number)
    codes = {f"{code.family}/{code.theme}": code for code in answer.codes} if answer else {}
    words = {name: code.evidence[0].text for name, code in codes.items() if code.evidence}
    sent = error is not None
    return render_template(
        "pages/codings/point.html.jinja",
        coding=coding,
        edition=edition,
        item=item,
        place=place + 1,
        of=len(own),
        html=to_html(text, (), tuple(_marks(item, edition))),
        dir=direction(text),
        ticked=set(request.form.getlist("theme")) if sent else set(codes),
        words={name.removeprefix("words "): value for name, value in request.form.items()} if sent else words,
        memo=_typed("memo") if sent else (answer.memo or "" if answer else ""),
        suggested=_names(edition, [] if coding.blind else suggestions(PresentPoints(coding), item.point)),
        previous=numbers[place - 1] if place else None,
        next=numbers[place + 1] if place + 1 < len(numbers) else None,
        next_open=_next_open(own, number),
        fault=error_text(error) if error else None,
        faults={field: sentence(reason) for field, reason in error.fields.items()} if error else {},
    )


def _at(own: Sequence[OwnPoint], number: int) -> OwnPoint:
    item = next((item for item in own if item.point.number == number), None)
    if item is None:
        raise NotFound("coding_point", number=number)
    return item


def _next_open(own: Sequence[OwnPoint], number: int) -> int | None:
    """The next point without an answer, from the beginning again after the last one."""
    left = [item.point.number for item in own if item.answer is None and item.point.number != number]
    return next((other for other in left if other > number), left[0] if left else None)


def _marks(item: OwnPoint, edition: Codebook) -> Iterator[Mark]:
    numbers = palettes(edition)
    for code in item.answer.codes if item.answer else ():
        yield from (Mark(span.start, span.end, code.family, numbers[code.family]) for span in code.evidence)


def _names(edition: Codebook, tags: Sequence[str]) -> list[str]:
    return [theme.name for family in edition.families for theme in family.themes if f"{family.id}/{theme.id}" in tags]


def _requests(text: str) -> Iterator[TagRequest]:
    """The ticked themes with the words that were copied for each. Raises Invalid for words that the text lacks."""
    for name in request.form.getlist("theme"):
        family, _, theme = name.partition("/")
        marked = _typed(f"words {name}").strip()
        spans = find_occurrences(marked, text)[:1] if marked else []
        if marked and not spans:
            raise Invalid("words_not_in_point", fields={name: Message("invalid.words_not_in_point")})
        yield TagRequest(TagAction.ADD, family, theme or None, tuple(spans), name)


def _typed(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")
