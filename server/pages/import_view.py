"""An import as its page, the list of imports and the home page show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.imports import links, records
from domain.shapes.imports import Import, ImportCounts, ImportState
from domain.shapes.submission import State
from presentation.messages import load_messages
from server.context import app_context

UNFINISHED: Final = frozenset({ImportState.RECEIVED, ImportState.READING, ImportState.SAVING})
LATEST: Final = 20


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as its page and the list show it. `state` is that of the import with all its rows."""

    imported: Import
    counts: ImportCounts
    name: str

    @property
    def state(self) -> ImportState:
        return self.imported.state_with(self.counts)

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def failed(self) -> int:
        return self.counts.states.get(State.FAILED, 0)


def import_view(imported: Import) -> ImportView:
    """The import with the numbers of its rows."""
    texts = load_messages().imports
    name = imported.name or texts.formats[imported.format.value if imported.format else "unread"]
    return ImportView(imported, links.count(app_context().archive, imported.id), name)


def unfinished_imports() -> list[ImportView]:
    """Those of the latest imports that a person may wait for, or has to choose threads of."""
    views = map(import_view, records.list_imports(app_context().archive, LATEST))
    return [view for view in views if view.unfinished or view.state is ImportState.CHOOSING]
