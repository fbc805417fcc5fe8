"""The shapes of what the API is asked, checked at the edge. The field names are those of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from domain.shapes.handout import Edition
from domain.shapes.token import Scope

ADDRESS = Field(max_length=2000)
LINE = Field(max_length=2000)
THEME = Field(max_length=200, pattern=r"^[^/\s]+/[^/\s]+$")


def _whole(text: str) -> str:
    """A browser cuts an emoji in half now and then; half a surrogate pair can be kept nowhere."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


Text = Annotated[str, AfterValidator(_whole)]


class Shape(BaseModel):
    """Unknown fields are refused: a misspelled one would be lost in silence."""

    model_config = ConfigDict(extra="forbid", strict=False)


class PageBody(Shape):
    """A page's HTML as the extension saw it."""

    url: Annotated[str, ADDRESS]
    html: Text
    title: Annotated[Text | None, LINE] = None
    captured_at: datetime | None = None


class AuthorBody(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: Text | None = None
    handle: Text | None = None
    url: str | None = None
    avatar_url: str | None = None


class ItemBody(BaseModel):
    """One post. What a later extension adds is kept as it came."""

    model_config = ConfigDict(extra="allow")

    id: str | None = None
    url: str | None = None
    text: Text = ""
    html: Text | None = None
    posted_at: str | None = None
    author: AuthorBody | str | None = None
    reply_to: str | None = None
    media: list[dict[str, Any]] = []  # as the site described it; the source reads it
    quote: dict[str, Any] | None = None


class PostsBody(BaseModel):
    """Posts that the extension collected."""

    model_config = ConfigDict(extra="allow")

    site: Annotated[str, Field(min_length=1, max_length=40)]
    url: Annotated[str | None, ADDRESS] = None
    captured_at: datetime | None = None
    author: AuthorBody = AuthorBody()
    complete: bool = False
    stopped: Annotated[str | None, LINE] = None
    items: list[ItemBody]


class SubmissionBody(Shape):
    """One of `url`, `text` (with `url` beside it, if known), `page` and `posts`."""

    url: Annotated[str | None, ADDRESS] = None
    text: Text | None = None
    page: PageBody | None = None
    posts: PostsBody | None = None
    codebook: Annotated[str | None, Field(max_length=100)] = None
    edition: Edition | None = None

    @model_validator(mode="after")
    def _one_input(self) -> SubmissionBody:
        given = [name for name in ("text", "page", "posts") if getattr(self, name) is not None]
        if len(given) > 1 or (given and given != ["text"] and self.url is not None):
            raise ValueError("give one of url, text, page and posts")
        if not given and self.url is None:
            raise ValueError("one of url, text, page and posts is missing")
        return self


class SpanBody(Shape):
    """A half-open stretch of a point's text, in Unicode code points."""

    start: Annotated[int, Field(ge=0, strict=True)]
    end: Annotated[int, Field(ge=1, strict=True)]


class TagBody(Shape):
    """A theme, and the words that earn it. Without `evidence` the words that were marked before stay."""

    tag: Annotated[str, THEME]
    evidence: Annotated[list[SpanBody] | None, Field(max_length=100)] = None


class TagsBody(Shape):
    """What a person says of one point. Themes are written `family/theme`, alone or with evidence."""

    add: list[Annotated[str, THEME] | TagBody] = []
    accept: list[Annotated[str, THEME] | TagBody] = []
    remove: list[Annotated[str, THEME]] = []
    reject: list[Annotated[str, THEME]] = []
    undo: bool = False

    @model_validator(mode="after")
    def _undo_alone(self) -> TagsBody:
        if self.undo and (self.add or self.accept or self.remove or self.reject):
            raise ValueError("undo stands alone")
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
    def _one_form(self) -> CodebookBody:
        given = [name for name in ("yaml", "qdc", "csv") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("give one of yaml, qdc and csv")
        if given == ["yaml"] and (self.id is not None or self.name is not None):
            raise ValueError("id and name stand in the YAML")
        return self


class TaggingBody(Shape):
    """The codebook to tag a thread with."""

    codebook: Annotated[str, Field(min_length=1, max_length=100)]


class TokenBody(Shape):
    """A token to be made."""

    name: Annotated[Text, Field(max_length=200)]
    scopes: list[Scope] = [Scope.SAVE]


class PairingBody(Shape):
    """A code to trade for a token, and what to call it; without a code, the wish for one."""

    code: Annotated[str | None, Field(max_length=100)] = None
    name: Annotated[Text | None, Field(max_length=200)] = None
