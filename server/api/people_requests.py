"""The request bodies about people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.shapes.person import Role
from server.api.requests import Shape, Text


class PersonBody(Shape):
    """A person to invite."""

    name: Annotated[Text, Field(max_length=200)]
    role: Role = Role.READER


class RoleBody(Shape):
    """What a person may do from now on."""

    role: Role
