"""Every page: its addresses by its view, and what an archive needs so that each shows something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archive import captures, codebooks, media, people, submissions
from archive.archive import Archive, open_archive
from archive.codings import answers
from archive.codings import records as codings
from archive.imports import records
from archive.threads import threads
from domain.messages import Message
from domain.settings import Settings
from domain.shapes.capture import Capture, MediaType, Via
from domain.shapes.coding import CodingRequest
from domain.shapes.decision import TagAction, TagRequest
from domain.shapes.failure import Failure
from domain.shapes.imports import ImportedLink, ImportOptions
from domain.shapes.person import Role
from domain.shapes.submission import State
from tests import factories
from tests.running import Running

THREADS = ("ten", "gappy", "furnished", "scripts", "pictured", "edited")
PAGES: Mapping[str, Sequence[str]] = {
    "pages.index": ("/", "/?again={failed}"),
    "library_pages.index": ("/threads", "/threads?q=teams", "/threads?q=%22"),
    "library_pages.batch": ("/threads/batches/{batch}",),
    "library_pages.deleted": ("/wastebasket",),
    "author_pages.index": ("/authors",),
    "author_pages.show": ("/authors/x/mira_holm",),
    "themes_pages.index": ("/themes",),
    "themes_pages.points": ("/themes/product-fed/silos",),
    "codebook_pages.show": ("/themes/edit?codebook=product-culture",),
    "review_pages.index": ("/review",),
    "follow_pages.index": ("/follows",),
    "import_pages.index": ("/imports",),
    "import_pages.show": ("/imports/{import}",),
    "joint_handouts.show": ("/handouts/{joint}",),
    "coding_pages.index": ("/codings",),
    "coding_pages.new": ("/codings/new",),
    "coding_pages.show": ("/codings/{begun}", "/codings/{compared}"),
    "coding_point_pages.show": ("/codings/{begun}/points/1",),
    "coding_difference_pages.index": ("/codings/{compared}/differences",),
    "mention_pages.index": ("/mentions",),
    "submission_pages.show": ("/submissions/{waiting}", "/submissions/{failed}"),
    "settings_pages.index": ("/settings",),
    "people_pages.index": ("/settings/people",),
    "people_pages.entries": ("/settings/audit",),
    "status_pages.index": ("/status",),
    "help_pages.index": ("/help",),
    "extension_pages.index": ("/help/extension",),
    "app_manifest.offline": ("/offline",),
    "bookmarklet.save": ("/save?text=1/+One%0A%0A2/+Two",),
    "thread_pages.show": tuple(
        f"/threads/{{{name}}}" for name in ("ten", "gappy", "furnished", "scripts", "pictured", "edited")
    ),
    "thread_pages.confirm_deletion": ("/threads/{ten}/delete",),
    "edit_pages.show": ("/threads/{ten}/edit",),
    "tagging_pages.show": ("/threads/{ten}/points/3/themes",),
    "handout_pages.show": ("/threads/{ten}/handout",),
    "redaction_pages.show": ("/threads/{ten}/redaction",),
    "share_pages.show": ("/threads/{ten}/share",),
    "shared.show": ("/s/{share}",),
    "difference_pages.show": ("/threads/{edited}/diff?from=1&to=2",),
}
"""The addresses of every page by its view; those of `WITH_LOGIN` are examined in a test of their own."""
WITH_LOGIN = {"login_pages.show", "login_pages.show_invitation", "people_pages.account"}
NO_PAGES = {
    "app_manifest.manifest",
    "app_manifest.service_worker",
    "assets.serve",
    "citations.cite",
    "curation_pages.go_to_point",
    "curation_pages.pending",
    "extension_pages.download",
    "feeds.of_author",
    "feeds.of_family",
    "feeds.search",
    "handouts.show",
    "health.healthz",
    "health.readyz",
    "joint_handouts.file",
    "login_pages.go_to_provider",
    "login_pages.return_from_provider",
    "metrics.metrics",
    "pages.show_under_way",
    "shared.handout",
    "theme_sheets.sheet",
    "thread_pages.picture",
}
"""Views that answer with files, with parts of pages, or with the way to another page."""


def fill(server: Running, shelf: dict[str, str]) -> dict[str, str]:
    """Adds what the other pages show; returns the ids in the addresses of `PAGES`."""
    archive = open_archive(Settings(data=server.data))
    codebook = codebooks.load()["product-culture"].ref
    words = [captures.store(archive, Capture(text, Via.PASTE, MediaType.TEXT, factories.NOON)) for text in (b"a", b"b")]
    thread = factories.ten().version
    edited = threads.store(archive, thread, words[:1], codebook).thread_id
    threads.store(archive, replace(thread, points=thread.points[:-1]), words, codebook)
    imported = records.request_links(archive, [ImportedLink("https://x.com/sam/status/1")], "owner", ImportOptions())
    made = {
        **pictured(archive),
        **waiting_and_failed(archive),
        **coded(archive, shelf["gappy"]),
        "edited": edited,
        "import": imported.id,
    }
    archive.close()
    ten = shelf["ten"]
    joint = server.ask("POST", "/api/v1/handouts", {"threads": [ten, shelf["gappy"]], "format": "pdf", "edition": "reading"})
    batch = server.ask("POST", "/api/v1/threads/batch", {"ids": [ten], "do": {"label": ["workshop"]}})
    share = server.ask("POST", f"/api/v1/threads/{ten}/shares", {"expires_in": None, "editions": ["annotated"], "tags": True})
    secret = share.json["url"].rpartition("/")[2]
    return {**shelf, **made, "joint": joint.json["id"], "batch": batch.json["id"], "share": secret}


def coded(archive: Archive, thread: str) -> dict[str, str]:
    """Two codings of a thread: one that has begun, one that is compared."""
    people.invite(archive, "Ann", Role.EDITOR, "owner")
    codebook, begun = factories.codebook(), {}
    for name in ("begun", "compared"):
        wanted = CodingRequest("Pilot", ("Ann", "owner"), (thread,), points="1-2")
        begun[name] = codings.begin(archive, wanted, codebook.ref, "owner").id
    answers.put(archive, begun["compared"], 1, "Ann", [TagRequest(TagAction.ADD, "product-fed", "silos", ())], None, codebook)
    for coder in ("Ann", "owner"):
        answers.finish(archive, begun["compared"], coder, rest=True)
    return begun


def pictured(archive: Archive) -> dict[str, str]:
    """A thread of which some pictures are stored, and one is not."""
    thread, stored = factories.pictured().version, factories.pictures()
    words = captures.store(archive, Capture(b"pictured", Via.PASTE, MediaType.TEXT, factories.NOON))
    id_ = threads.store(archive, thread, [words], codebooks.load()["product-culture"].ref).thread_id
    for url in media.request(archive, id_, 1, thread):
        if url in stored:
            media.store(archive, url, stored[url])
        else:
            media.record_failure(archive, url, Failure(Message("gone"), retryable=False))
    return {"pictured": id_}


def waiting_and_failed(archive: Archive) -> dict[str, str]:
    """Submissions that stay as they are: one that is worked on, one that failed."""
    made = {}
    for name, failure in (("waiting", None), ("failed", Failure(Message("not_a_thread"), retryable=False))):
        capture = Capture(name.encode(), Via.PASTE, MediaType.TEXT, factories.NOON)
        claimed = submissions.claim(archive, submissions.receive(archive, capture=capture).submission.id)
        assert claimed
        submissions.step(archive, claimed, State.TAGGING)
        if failure:
            submissions.fail(archive, claimed, failure)
        made[name] = claimed.id
    return made
