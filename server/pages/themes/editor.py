"""The codebook editor: each form is one edit, and each edit is the codebook's next version. It works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from domain.codebooks import editing
from domain.errors import Invalid, NotFound
from domain.shapes.codebook import Codebook, Origin, Theme
from presentation.messages import load_messages, sentence
from server.access.auth import Role, allow_role
from server.context import app_context

blueprint = Blueprint("codebook_pages", __name__, url_prefix="/themes/edit")
NO_FAULTS: Final[Mapping[str, str]] = {}
Edit = Callable[[Codebook], Codebook]


@blueprint.get("")
@allow_role(Role.EDITOR)
def show() -> str:
    """Shows the editor of a codebook; words of the query stand in the form for a new theme."""
    return _page(_codebook(request.args.get("codebook", "")))


@blueprint.post("/open")
@allow_role(Role.EDITOR)
def open_with_words() -> Redirect:
    """Leads to the form for a new theme, with the words that were selected on a thread's page as its first example."""
    query = {"codebook": request.form.get("codebook", ""), "words": request.form.get("words", "").strip()[:1000]}
    return redirect(f"/themes/edit?{urlencode(query)}#add", 303)


@blueprint.post("/copy")
@allow_role(Role.EDITOR)
def copy() -> Redirect | tuple[str, int]:
    """Makes a codebook of one's own from one that comes in a file."""
    codebook = _codebook(request.form.get("codebook", ""))
    codebooks = app_context().codebooks
    return _apply(codebook, lambda old: editing.copy_codebook(old, _text("name"), codebooks), "copy")


@blueprint.post("/<any(codebook, family, add_family, theme, add_theme, move, merge, remove):kind>")
@allow_role(Role.EDITOR)
def edit(kind: str) -> Redirect | tuple[str, int]:
    """Applies one edit and stores the next version; a refused one comes back with what was typed."""
    codebook, family, theme = _codebook(request.form.get("codebook", "")), _text("family"), _text("theme")
    edits: Mapping[str, Edit] = {
        "codebook": lambda old: editing.set_texts(old, _text("name"), _text("description")),
        "family": lambda old: editing.set_family(old, family, _text("name"), _text("definition")),
        "add_family": lambda old: editing.add_family(old, _text("family_name"), _text("family_definition"), _theme()),
        "theme": lambda old: editing.set_theme(old, family, theme, _theme()),
        "add_theme": lambda old: editing.add_theme(old, family, _theme()),
        "move": lambda old: editing.move_theme(old, family, theme, _text("target")),
        "merge": lambda old: editing.merge_themes(old, family, theme, _text("into")),
        "remove": lambda old: editing.remove_theme(old, family, theme),
    }
    forms = {"codebook": "codebook", "family": family, "add_family": "first", "theme": f"{family}-{theme}", "add_theme": "new"}
    return _apply(codebook, edits[kind], forms.get(kind, ""))


def _apply(codebook: Codebook, change: Edit, form: str) -> Redirect | tuple[str, int]:
    """Stores the changed codebook; `form` is the end of the ids of the fields that were typed into, "" where there are none."""
    try:
        stored = app_context().codebooks.add(change(codebook))
    except Invalid as error:
        faults = {name: sentence(reason) for name, reason in error.fields.items()} or {"": sentence(error.reason)}
        return _page(codebook, faults, form), 422
    flash(load_messages().pages.editor.saved(version=stored.version))
    place = request.form.get("place", "")
    return redirect(f"/themes/edit?{urlencode({'codebook': stored.id})}" + (f"#{place}" if place else ""), 303)


def _page(codebook: Codebook, faults: Mapping[str, str] = NO_FAULTS, refused: str = "") -> str:
    """The editor; the refused form has what was typed into it."""
    return render_template(
        "pages/codebooks/editor.html.jinja",
        codebook=codebook,
        own=app_context().codebooks.origin(codebook.id) is Origin.WEB,
        faults=faults,
        refused=refused,
        typed=request.form,
        words=request.args.get("words", ""),
    )


def _codebook(id_: str) -> Codebook:
    codebooks = app_context().codebooks
    if id_ not in codebooks:
        raise NotFound("codebook", id=id_[:100])
    return codebooks[id_]


def _theme() -> Theme:
    """The theme that the form describes; lists have a line for each entry."""

    def lines(name: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in request.form.get(name, "").splitlines() if line.strip())

    texts = (_text("name"), _text("definition"), lines("cues"), lines("examples"), lines("counter_examples"))
    return Theme("", *texts, prompt=_text("prompt"))


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()
