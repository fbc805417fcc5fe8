"""Merges our PDFs into one, with the structure that makes it a tagged document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf


def merge_pdfs(parts: Iterator[bytes]) -> bytes:
    """One PDF with the pages and structures of several."""
    first = Pdf.open(BytesIO(next(parts)))
    for part in parts:
        with Pdf.open(BytesIO(part)) as other:
            append_pdf(first, other)
    body = BytesIO()
    first.save(body, object_stream_mode=ObjectStreamMode.generate)
    return body.getvalue()


def append_pdf(target: Pdf, other: Pdf) -> None:
    """Appends the pages of another PDF, with their structure."""
    offset = next_key(target.Root.StructTreeRoot.ParentTree)
    start = len(target.pages)
    target.pages.extend(other.pages)
    for page in target.pages[start:]:
        shift_keys(page.obj, offset)
    tree = target.copy_foreign(other.make_indirect(other.Root.StructTreeRoot))
    append_structure(target.Root.StructTreeRoot, tree, offset)


def next_key(parents: Object) -> int:
    """The first free key of a parent tree."""
    return 1 + max((int(key) for key in list(parents.Nums)[::2]), default=-1)


def shift_keys(page: Object, offset: int) -> None:
    """Adds an offset to the keys into the parent tree that a page and its links have."""
    if Name.StructParents in page:
        page[Name.StructParents] = int(page.StructParents) + offset
    for link in page.get(Name.Annots, Array()):
        if Name.StructParent in link:
            link[Name.StructParent] = int(link.StructParent) + offset


def append_structure(root: Object, tree: Object, offset: int) -> None:
    """Appends the elements of another structure tree to this document's, and its keys with an offset."""
    document, other = root.K[0], tree.K[0]
    for part in other.K:
        if isinstance(part, Dictionary) or Name.S in part:
            part[Name.P] = document
        document.K.append(part)
    keys = list(tree.ParentTree.Nums)
    for key, parents in zip(keys[::2], keys[1::2], strict=True):
        root.ParentTree.Nums.extend(Array([int(key) + offset, parents]))
