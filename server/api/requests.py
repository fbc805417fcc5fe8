"""The request bodies of the API. The field names are those of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from archive.tags.decisions import MAX_MEMO
from archive.threads.curation import MAX_LABELS
from domain.characters import is_in_range, legal_text, whole_characters
from domain.editions import Edition
from domain.edits import EditRequest
from domain.edits.requests import PointRequest, ReadAsRequest, RestoreRequest, SplitRequest
from domain.search.parsing import MAX_LENGTH
from domain.shapes.edit import Facts
from domain.shapes.token import Scope

ADDRESS = Field(max_length=2000)
LINE = Field(max_length=2000)
MOST_ITEMS = 10_000
"""Posts of one request."""
CHANGES = Field(max_length=1000)
THEME = Field(max_length=200, pattern=r"^[^/\s]+/[^/\s]+$")
ANSWERED = Field(max_length=200, pattern=r"^[^/\s]+(/[^/\s]+)?$")  # a family alone, where only that was suggested


def _in_range(moment: datetime) -> datetime:
    if not is_in_range(moment):
        raise PydanticCustomError("date_out_of_range", "no such date")
    return moment


Words = Annotated[str, AfterValidator(whole_characters)]
"""Text of a thread: reading it drops control characters, and refuses a text full of zero bytes."""
Text = Annotated[str, AfterValidator(legal_text)]
"""A browser cuts an emoji in half now and then, and no storage takes the halves."""
Moment = Annotated[datetime, AfterValidator(_in_range)]

QUERY = Annotated[Text, Field(max_length=MAX_LENGTH)]
LABELS = Annotated[list[Text], Field(max_length=MAX_LABELS)]


class Shape(BaseModel):
    """Refuses unknown fields: a misspelled one would be lost silently."""

    model_config = ConfigDict(extra="forbid", strict=False)


class PageBody(Shape):
    """A page's HTML as the extension saw it."""

    url: Annotated[Text, ADDRESS]
    html: Words
    title: Annotated[Text | None, LINE] = None
    captured_at: Moment | None = None


class AuthorBody(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: Text | None = None
    handle: Text | None = None
    url: Text | None = None
    avatar_url: Text | None = None


class ItemBody(BaseModel):
    """One post. Fields that a later extension adds are stored as they are."""

    model_config = ConfigDict(extra="allow")

    id: Text | None = None
    url: Text | None = None
    text: Words = ""
    html: Words | None = None
    posted_at: Text | None = None
    author: AuthorBody | Text | None = None
    reply_to: Text | None = None
    media: list[dict[str, Any]] = []  # described by the site; parsed by the source
    quote: dict[str, Any] | None = None


class PostsBody(BaseModel):
    """Posts that the extension collected."""

    model_config = ConfigDict(extra="allow")

    site: Annotated[str, Field(min_length=1, max_length=40)]
    url: Annotated[Text | None, ADDRESS] = None
    captured_at: Moment | None = None
    author: AuthorBody = AuthorBody()
    complete: bool = False
    stopped: Annotated[Text | None, LINE] = None
    items: Annotated[list[ItemBody], Field(max_length=MOST_ITEMS)]


class SnapshotBody(Shape):
    """The page that posts were collected from: stored as it is and never read or shown, only downloaded."""

    html: Words
    url: Annotated[Text | None, ADDRESS] = None


class SubmissionBody(Shape):
    """One of `url`, `text` (with `url` beside it, if known), `page` and `posts`; beside `posts` a `snapshot` of their page."""

    url: Annotated[Text | None, ADDRESS] = None
    text: Words | None = None
    page: PageBody | None = None
    posts: PostsBody | None = None
    snapshot: SnapshotBody | None = None
    codebook: Annotated[str | None, Field(max_length=100)] = None
    edition: Edition | None = None
    labels: LABELS = []

    @model_validator(mode="after")
    def _only_one_input(self) -> SubmissionBody:
        names = [name for name in ("text", "page", "posts") if getattr(self, name) is not None]
        if len(names) > 1 or (names and names != ["text"] and self.url is not None):
            raise PydanticCustomError("one_input", "more than one input")
        if self.snapshot is not None and names != ["posts"]:
            raise PydanticCustomError("snapshot_alone", "a snapshot without posts")
        if not names and self.url is None:
            raise PydanticCustomError("no_input", "no input")
        return self


class SpanBody(Shape):
    """A half-open stretch of a point's text, in Unicode code points."""

    start: Annotated[int, Field(ge=0, strict=True)]
    end: Annotated[int, Field(ge=1, strict=True)]


class DecisionBody(Shape):
    """A decision about a theme, and why (`memo`). Without `memo` the tag keeps the one that it has."""

    tag: Annotated[str, ANSWERED]
    memo: Annotated[str | None, Field(max_length=MAX_MEMO)] = None


class TagBody(DecisionBody):
    """A theme, its evidence, and why. Without `evidence` or `memo` the tag keeps what it has."""

    tag: Annotated[str, THEME]
    evidence: Annotated[list[SpanBody] | None, Field(max_length=100)] = None


class TagsBody(Shape):
    """Changes of one point's tags. Themes are written `family/theme`, alone, with a memo, or with evidence too."""

    add: Annotated[list[Annotated[str, THEME] | TagBody], CHANGES] = []
    accept: Annotated[list[Annotated[str, ANSWERED] | TagBody], CHANGES] = []
    remove: Annotated[list[Annotated[str, ANSWERED] | DecisionBody], CHANGES] = []
    reject: Annotated[list[Annotated[str, ANSWERED] | DecisionBody], CHANGES] = []
    undo: bool = False

    @model_validator(mode="after")
    def _only_undo(self) -> TagsBody:
        if self.undo and (self.add or self.accept or self.remove or self.reject):
            raise PydanticCustomError("undo_alone", "undo beside changes")
        return self


class CodebookBody(Shape):
    """A codebook: `yaml` as Threadsheet writes it, or `qdc` (REFI-QDA) or `csv` of another program.

    Those two have no name and id of their own: `name` is theirs, `id` made from it unless it is given.
    """

    yaml: Text | None = None
    qdc: Text | None = None
    csv: Text | None = None
    id: Annotated[Text | None, Field(max_length=100)] = None
    name: Annotated[Text | None, Field(max_length=200)] = None

    @model_validator(mode="after")
    def _only_one_format(self) -> CodebookBody:
        names = [name for name in ("yaml", "qdc", "csv") if getattr(self, name) is not None]
        if len(names) != 1:
            raise PydanticCustomError("one_format", "not one format")
        if names == ["yaml"] and (self.id is not None or self.name is not None):
            raise PydanticCustomError("named_in_yaml", "id or name beside yaml")
        return self


class TaggingBody(Shape):
    """The codebook to tag a thread with."""

    codebook: Annotated[str, Field(min_length=1, max_length=100)]


class TokenBody(Shape):
    """A new token."""

    name: Annotated[Text, Field(max_length=200)]
    scopes: list[Scope] = [Scope.SAVE]


class ShareBody(Shape):
    """A new link: for how many seconds (null: without end), with names hidden or not, and what its readers can have."""

    expires_in: Annotated[int | None, Field(ge=1, le=316_224_000)] = None
    redact: bool | None = False
    editions: Annotated[list[Edition], Field(min_length=1, max_length=20)] = list(Edition)
    tags: bool = True


class PairingBody(Shape):
    """A code to trade for a token, and the token's name; without a code, a request for one."""

    code: Annotated[str | None, Field(max_length=100)] = None
    name: Annotated[Text | None, Field(max_length=200)] = None


class SplitBody(Shape):
    position: int
    at: int


class PointBody(Shape):
    position: int


class RestoreBody(Shape):
    dropped: int
    after: int


class FactsBody(Shape):
    title: Text | None = None
    author: Text | None = None
    handle: Text | None = None
    url: Text | None = None
    posted_at: Moment | None = None


class ReadAsBody(Shape):
    """The thread's `alternative`, by its number of points."""

    points: int


class VersionBody(Shape):
    """The version that the caller looks at, if given: another than the latest is refused."""

    version: int | None = None


class EditBody(VersionBody):
    """One of split, join, drop, restore, set, read_as.

    `at` counts code points; `dropped` is an index, from 0; `after` 0 is the top. `read_as` takes the thread's `alternative`.
    """

    split: SplitBody | None = None
    join: PointBody | None = None
    drop: PointBody | None = None
    restore: RestoreBody | None = None
    set: FactsBody | None = None
    read_as: ReadAsBody | None = None

    @model_validator(mode="after")
    def _only_one_edit(self) -> EditBody:
        edits = (self.split, self.join, self.drop, self.restore, self.set, self.read_as)
        if sum(edit is not None for edit in edits) != 1:
            raise PydanticCustomError("one_edit", "not one edit")
        return self

    def edit_request(self) -> EditRequest:
        return EditRequest(
            split=SplitRequest(self.split.position, self.split.at) if self.split else None,
            join=PointRequest(self.join.position) if self.join else None,
            drop=PointRequest(self.drop.position) if self.drop else None,
            restore=RestoreRequest(self.restore.dropped, self.restore.after) if self.restore else None,
            set=Facts(**self.set.model_dump()) if self.set else None,
            read_as=ReadAsRequest(self.read_as.points) if self.read_as else None,
        )
