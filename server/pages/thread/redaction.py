"""The page on which a person reviews what redaction hides, before downloading a handout without names."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive.threads import curation
from domain.errors import Invalid
from domain.shapes.redaction import RedactionChoices
from domain.text_folding import fold
from presentation.messages import load_messages
from presentation.redaction import review
from server.access.auth import Role, allow_role
from server.api.redirects import checked_id
from server.api.threads import load_latest
from server.context import app_context
from server.problems import error_text

blueprint = Blueprint("redaction_pages", __name__, url_prefix="/threads")


@blueprint.get("/<id_>/redaction")
@allow_role(Role.READER)
def show(id_: str) -> str:
    """Lists what is hidden, what still looks like a name, and what the person chose."""
    thread = load_latest(app_context(), checked_id(id_))
    title = thread.version.title or load_messages().shared.untitled
    return render_template("pages/redaction.html.jinja", thread=thread, title=title, review=review(thread))


@blueprint.post("/<id_>/redaction")
@allow_role(Role.EDITOR)
def change(id_: str) -> Redirect:
    """Hides words, keeps a name, or takes either back."""
    context = app_context()
    before = load_latest(context, checked_id(id_)).redaction
    words = " ".join(request.form.get("words", "").split())
    hide, keep = changed(before, request.form.get("do", ""), words)
    try:
        curation.change_redaction(context.archive, id_, hide, keep)
    except Invalid as error:
        flash(error_text(error))
    return redirect(f"/threads/{id_}/redaction", 303)


def changed(before: RedactionChoices, do: str, words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lists after a click. Words are in one list at most: what is hidden again is kept no more."""
    hide, keep = (tuple(text for text in texts if fold(text) != fold(words)) for texts in (before.hide, before.keep))
    if words and do == "hide":
        return (*hide, words), keep
    if words and do == "keep":
        return hide, (*keep, words)
    return hide, keep
