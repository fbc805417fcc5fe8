"""Handouts of several threads: requested here, served as files at their own address."""

from __future__ import annotations

from flask import Blueprint

from archive.library import collections
from domain.shapes.handout import Handout
from presentation.api.handout import JointHandout
from server.access.auth import Scope, allow
from server.api import request_body
from server.api.handout_requests import HandoutBody, JointBody
from server.api.responses import documented
from server.context import AppContext, app_context
from server.joint_requests import find_threads, joint_edition, joint_url, load_joint, request_joint
from server.language import request_language

blueprint = Blueprint("api_handouts", __name__)


@blueprint.post("/handouts")
@allow(Scope.READ)
@documented(body=JointBody, response=JointHandout, status=202)
def create() -> tuple[JointHandout, dict[str, str]]:
    """Make one handout of several threads, of all that a query finds, or of a collection."""
    body, context = request_body.read(JointBody), app_context()
    ids, title = _chosen_threads(context, body)
    answer = joint_answer(request_from_body(context, ids, body, body.title or title))
    return answer, {"Location": answer.status_url}


@blueprint.get("/handouts/<id_>")
@allow(Scope.READ)
@documented(response=JointHandout)
def status(id_: str) -> JointHandout:
    """How far a handout of several threads is, and where its file is."""
    return joint_answer(load_joint(app_context(), id_))


def request_from_body(context: AppContext, ids: tuple[str, ...], body: HandoutBody, title: str = "") -> Handout:
    """Requests what a body asks for. Raises Invalid and NotFound."""
    edition, options = joint_edition(body.edition), {"lang": request_language(), **body.options}
    return request_joint(context, ids, title, edition, body.format, options)


def joint_answer(handout: Handout) -> JointHandout:
    return JointHandout.from_domain(handout, joint_url(handout), request_language())


def _chosen_threads(context: AppContext, body: JointBody) -> tuple[tuple[str, ...], str]:
    """The threads of a body, and the name of their collection."""
    if body.threads is not None:
        return tuple(body.threads), ""
    if body.q is not None:
        return find_threads(context, body.q), ""
    saved = collections.find(context.archive, body.collection or "")
    return find_threads(context, saved.q), saved.name
