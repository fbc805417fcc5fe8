"""Links of the OpenAPI description: which answers name what other operations are about, so that clients can follow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from presentation.api.json_format import Json

ARGUMENT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Source:
    """An answer that supplies arguments to the operations under `path`, which begins with the resource's own address.

    `arguments` are runtime expressions by the argument's name.
    """

    path: str
    arguments: Mapping[str, str]


def _id(path: str, pointer: str = "/id", **more: str) -> Source:
    arguments = {"id": f"$response.body#{pointer}"}
    return Source(path, arguments | {name: f"$response.body#{place}" for name, place in more.items()})


SUBMISSION: Final = _id("/submissions/{id}")
IMPORT: Final = _id("/imports/{id}")
OF_THREAD: Final = {"capture_id": "/captures/0/id", "position": "/points/0/position"}
NAME: Final = Source("/codebooks/{name}", {"name": "$response.body#/id"})
SAME_THREAD: Final = Source("/threads/{id}", {"id": "$request.path.id"})
SOURCES: Final[Mapping[str, tuple[Source, ...]]] = {
    "submissions.submit": (SUBMISSION,),
    "captures.upload": (SUBMISSION,),
    "submissions.show": (_id("/threads/{id}", "/thread_id"), SUBMISSION),
    "threads.index": (_id("/threads/{id}", "/items/0/id"),),
    "threads.show": (_id("/threads/{id}", **OF_THREAD),),
    "threads.deleted": (_id("/threads/{id}", "/items/0/id"),),
    "edits.add": (SAME_THREAD,),
    "versions.refresh": (SUBMISSION, SAME_THREAD),
    "versions.take": (SUBMISSION, SAME_THREAD),
    "shares.make": (Source("/threads/{id}/shares/{share_id}", {"id": "$request.path.id", "share_id": "$response.body#/id"}),),
    "imports.create": (IMPORT,),
    "imports.index": (_id("/imports/{id}", "/items/0/id"),),
    "follows.add": (_id("/follows/{id}"),),
    "follows.index": (_id("/follows/{id}", "/items/0/id"),),
    "curation.save_collection": (_id("/collections/{id}"),),
    "curation.change_many": (_id("/batches/{id}"),),
    "api_handouts.create": (_id("/handouts/{id}"),),
    "tokens.make": (_id("/tokens/{id}"),),
    "codebooks.add": (NAME,),
    "authors.index": (
        Source("/authors/{site}/{handle}", {name: f"$response.body#/items/0/{name}" for name in ("site", "handle")}),
    ),
}


def links_from(endpoint: str, root: str, operations: Iterable[tuple[str, str]]) -> Json:
    """The links of an endpoint's answer to those `operations` (address and id) whose arguments it supplies."""
    return {
        operation: {"operationId": operation, "parameters": {name: source.arguments[name] for name in arguments}}
        for source, address, operation in _targets(SOURCES.get(endpoint, ()), root, operations)
        if (arguments := ARGUMENT.findall(address)) and set(arguments) <= source.arguments.keys()
    }


def _targets(sources: Iterable[Source], root: str, operations: Iterable[tuple[str, str]]) -> Iterator[tuple[Source, str, str]]:
    for source in sources:
        own = root + source.path
        for address, operation in operations:
            if address == own or address.startswith((f"{own}/", f"{own}.")):
                yield source, address, operation
