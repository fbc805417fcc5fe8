"""The codebook editor: a copy of one's own, one edit a form, a version for each; and the review of open suggestions."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.codebooks import BUILT_IN
from domain.shapes.codebook import Codebook
from server.context import NAME
from tests import factories
from tests.server.pages.conftest import Kept, Read, token_of

EDITOR = "/themes/edit?codebook=my-team"


@pytest.fixture
def token(client: FlaskClient, read: Read) -> str:
    """A copy of the built-in codebook, and the token of its editor's forms."""
    page = read(f"/themes/edit?codebook={BUILT_IN}")
    token = token_of(page)
    assert page.select(".theme-list") == []
    answer = client.post("/themes/edit/copy", data={"codebook": BUILT_IN, "name": "My team", "csrf_token": token})
    assert answer.location == EDITOR
    return token


def current(client: FlaskClient) -> Codebook:
    codebook: Codebook = client.application.extensions[NAME].codebooks["my-team"]
    return codebook


def test_each_edit_is_a_version(client: FlaskClient, read: Read, token: str) -> None:
    def edit(kind: str, **values: str) -> int:
        return client.post(f"/themes/edit/{kind}", data={"codebook": "my-team", "csrf_token": token, **values}).status_code

    first = current(client)
    family, other = first.families
    theme = family.themes[0]
    assert (
        edit("add_theme", family=family.id, name="Late  tickets", definition="Tickets come late.", cues="too late\nlate") == 303
    )
    added = current(client).families[0].themes[-1]
    assert (added.id, added.name, added.cues, current(client).version) == (
        "late-tickets",
        "Late tickets",
        ("too late", "late"),
        2,
    )
    assert edit("theme", family=family.id, theme=theme.id, name="New name", definition="Another.", examples="One.") == 303
    changed = current(client).families[0].themes[0]
    assert (changed.id, changed.name, changed.examples) == (theme.id, "New name", ("One.",))
    assert edit("merge", family=family.id, theme="late-tickets", into=f"{family.id}/{theme.id}") == 303
    assert current(client).families[0].themes[0].cues[-2:] == ("too late", "late")
    assert edit("move", family=family.id, theme=theme.id, target=other.id) == 303
    assert current(client).families[1].themes[-1].id == theme.id
    assert edit("remove", family=other.id, theme=theme.id) == 303
    assert edit("family", family=other.id, name="Renamed", definition="As before.") == 303
    assert edit("codebook", name="Our team", description="What we look for.") == 303
    assert edit("add_family", family_name="Third", family_definition="More.", name="A theme", definition="One.") == 303
    last = current(client)
    assert [member.name for member in last.families][1:] == ["Renamed", "Third"]
    assert (last.name, last.version) == ("Our team", 9)
    assert client.get("/api/v1/codebooks/my-team.yaml").status_code == 200
    assert edit("add_theme", family=family.id, name=" ", definition="Kept words.") == 422
    assert edit("remove", family=family.id, theme="nothing") == 422


@pytest.mark.parametrize("kind", ["add_theme", "add_family", "family", "theme", "codebook"])
def test_a_refused_edit_keeps_its_words_in_its_form(kind: str, client: FlaskClient, token: str) -> None:
    family = current(client).families[0]
    names = {"codebook": "my-team", "family": family.id, "theme": family.themes[0].id, "csrf_token": token}
    typed = {"name": "", "definition": "Typed words.", "description": "Typed words.", "family_name": "Typed words."}
    answer = client.post(f"/themes/edit/{kind}", data=names | typed)
    assert answer.status_code == 422
    assert "A name is needed." in answer.text
    page = BeautifulSoup(answer.text, "lxml")
    forms = {str(form["action"]) for form in page.select("details[open] form") if "Typed words." in str(form)}
    assert forms == {f"/themes/edit/{kind}"}
    assert len([field for field in page.select("textarea") if "Typed words." in field.text]) == 1
    assert current(client).version == 1


def test_selected_words_lead_to_a_new_theme(client: FlaskClient, read: Read, token: str) -> None:
    answer = client.post("/themes/edit/open", data={"codebook": "my-team", "words": "hands out the work", "csrf_token": token})
    page = read(answer.location.partition("#")[0])
    assert page.select("#examples-new")[0].text.strip() == "hands out the work"
    assert page.select_one("#add details[open]")


def test_open_suggestions_are_reviewed_across_threads(client: FlaskClient, read: Read, kept: Kept) -> None:
    assert "No suggestion is waiting" in read("/review").text
    id_ = kept(factories.ten())
    page = read("/review")
    before = len(page.select(".found > li"))
    form = page.select(".found form")[0]
    values = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    do = str(form.select("button[name=do]")[0]["value"])
    answer = client.post(str(form["action"]), data={**values, "do": do})
    assert answer.location == f"/review?codebook={BUILT_IN}"
    position = do.split()[1]
    assert read(f"/threads/{id_}").select(f"#point-{position} .tag[data-by=person]")
    assert len(read("/review").select(".found > li")) <= before
