"""The request bodies of imports."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.api.requests import LABELS, Shape, Text

MOST_ADDRESSES = 50_000


class ImportBody(Shape):
    """Addresses to save, each as a submission of its own, and how. A wrong one is refused by itself."""

    addresses: Annotated[list[Annotated[Text, Field(max_length=10_000)]], Field(max_length=MOST_ADDRESSES)]
    codebook: Annotated[str | None, Field(max_length=100)] = None
    labels: LABELS = []  # noqa: RUF012 - pydantic copies it
    threads_only: bool = False


class ChooseBody(Shape):
    """Threads of an account's posts, by the `root` of each."""

    roots: Annotated[list[Annotated[Text, Field(max_length=2000)]], Field(max_length=MOST_ADDRESSES)]
