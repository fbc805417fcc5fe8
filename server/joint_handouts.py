"""Handouts of several threads: requested from the workers, shown as a page, and served as files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from archive import handouts
from domain.editions import Edition
from domain.errors import NotFound, error_of
from domain.ids import is_id
from domain.shapes.handout import Format, Handout, HandoutKey, HandoutState
from domain.shapes.options import options_from_query
from domain.shapes.thread import Thread
from presentation.messages import load_messages
from presentation.redaction import redact_joint
from server.access.auth import Scope, allow
from server.api.query import whole_number
from server.context import AppContext, app_context
from server.handout_files import LONGEST_WAIT, file_response, slug_of, wait_for
from server.joint_requests import EDITIONS, FOR_ONE_THREAD, joint_edition, joint_url, load_joint, request_joint
from server.language import request_language
from server.pages.handout_options import handout_options
from server.pages.waiting import waiting_response

blueprint = Blueprint("joint_handouts", __name__, url_prefix="/handouts")


@blueprint.post("")
@allow(Scope.READ)
def create() -> Redirect:
    """Requests the handout that the form describes; leads to its file, or to its page where no format was chosen."""
    context = app_context()
    ids = [id_ for id_ in request.form.getlist("thread") if is_id(id_)]
    format_ = _format(request.form.get("format") or Format.PDF.value)
    edition, options = joint_edition(request.form.get("edition")), {"lang": request_language(), **request.form}
    handout = request_joint(context, ids, request.form.get("title", ""), edition, format_, options)
    if "format" in request.form:
        return redirect(f"{joint_url(handout)}?download=1", 303)
    return redirect(f"/handouts/{handout.id}", 303)


@blueprint.get("/<id_>")
@allow(Scope.READ)
def show(id_: str) -> str:
    """Shows the threads of the handout, and offers it in every format and edition."""
    handout, joined = _load(app_context(), id_)
    assert handout.key.joint is not None
    return render_template(
        "pages/joint_handout.html.jinja",
        handout=handout,
        title=handout.key.joint.title,
        url=joint_url(handout),
        threads=joined,
        editions=EDITIONS,
        formats=tuple(Format),
        options=[option for option in handout_options() if option.name not in FOR_ONE_THREAD],
        chosen=options_from_query(handout.key.options).values,
    )


@blueprint.get("/<id_>.<ending>")
@allow(Scope.READ)
def file(id_: str, ending: str) -> Response:
    """Serves the file; answers 202 while it is being created."""
    context = app_context()
    handout, joined = _load(context, id_)
    if handout.key.format.value != ending:
        raise NotFound("handout_format", ending=ending[:20], formats=(handout.key.format,))
    handout = wait_for(context, handout, whole_number("wait", 0, 0, LONGEST_WAIT))
    if handout.failure:
        raise error_of(handout.failure.reason)
    if handout.state is HandoutState.DONE:
        return file_response(context, filename(joined, handout.key), handout)
    return waiting_response(file_title(joined, handout.key), handout.key, f"/handouts/{handout.id}")


def _format(ending: str) -> Format:
    try:
        return Format(ending)
    except ValueError:
        raise NotFound("handout_format", ending=ending[:20], formats=tuple(Format)) from None


def _load(context: AppContext, id_: str) -> tuple[Handout, tuple[Thread, ...]]:
    """The handout and its threads, none of which may have been deleted since. Raises NotFound."""
    handout = load_joint(context, id_)
    assert handout.key.joint is not None
    return handout, handouts.load_joined(context.archive, handout.key.joint)


def file_title(joined: Sequence[Thread], key: HandoutKey) -> str:
    """The title that was given, else the number of threads; without names where they are hidden."""
    assert key.joint is not None
    title = key.joint.title or str(load_messages().shared.thread_count(len(joined)))
    return redact_joint(joined, title)[1] if options_from_query(key.options).redact else title


def filename(joined: Sequence[Thread], key: HandoutKey) -> str:
    """A file name: the title, and the edition unless it is the default."""
    slug = slug_of(file_title(joined, key), "threads")
    edition = "" if key.edition is Edition.ANNOTATED else f"-{key.edition.value}"
    return f"{slug}{edition}.{key.format.value}"
