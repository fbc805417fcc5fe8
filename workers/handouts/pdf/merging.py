"""PDFs of ours joined to one, with everything that makes them a tagged document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf


def joined(parts: Iterator[bytes]) -> bytes:
    """One PDF of several: pages and structure."""
    first = Pdf.open(BytesIO(next(parts)))
    for part in parts:
        with Pdf.open(BytesIO(part)) as other:
            append(first, other)
    body = BytesIO()
    first.save(body, object_stream_mode=ObjectStreamMode.generate)
    return body.getvalue()


def append(whole: Pdf, other: Pdf) -> None:
    """The other's pages behind the whole's, with everything that makes them a tagged document."""
    places = next_key(whole.Root.StructTreeRoot.ParentTree)
    start = len(whole.pages)
    whole.pages.extend(other.pages)
    for page in whole.pages[start:]:
        shift(page.obj, places)
    tree = whole.copy_foreign(other.make_indirect(other.Root.StructTreeRoot))
    adopt(whole.Root.StructTreeRoot, tree, places)


def next_key(parents: Object) -> int:
    """The first free key of a parent tree."""
    return 1 + max((int(key) for key in list(parents.Nums)[::2]), default=-1)


def shift(page: Object, places: int) -> None:
    """Moves a page's, and its links', keys into the parent tree."""
    if Name.StructParents in page:
        page[Name.StructParents] = int(page.StructParents) + places
    for link in page.get(Name.Annots, Array()):
        if Name.StructParent in link:
            link[Name.StructParent] = int(link.StructParent) + places


def adopt(root: Object, tree: Object, places: int) -> None:
    """Puts another tree's parts under this document's root, and its keys behind ours."""
    document, other = root.K[0], tree.K[0]
    for part in other.K:
        if isinstance(part, Dictionary) or Name.S in part:
            part[Name.P] = document
        document.K.append(part)
    keys = list(tree.ParentTree.Nums)
    for key, parents in zip(keys[::2], keys[1::2], strict=True):
        root.ParentTree.Nums.extend(Array([int(key) + places, parents]))
