"""The digest of a Version's content: tells one reading from another. Used by the archive, novelty and handouts."""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import TypeAdapter

from domain.digest import digest
from domain.shapes.tag import THREADSHEET
from domain.shapes.thread import Version

VERSION = TypeAdapter(Version)


def version_digest(version: Version) -> str:
    """The digest of all of a Version's content, without the tags, who suggested them, and the alternative.

    What equals its default is left out, so that a field added to the shapes later does not make old readings look new.
    """
    untagged = tuple(replace(point, tags=(), weak=(), rejected=()) for point in version.points)
    bare = replace(version, points=untagged, judge=THREADSHEET, alternative=None)
    content = VERSION.dump_python(bare, mode="json", exclude_defaults=True)
    return digest(json.dumps(content, sort_keys=True).encode())
