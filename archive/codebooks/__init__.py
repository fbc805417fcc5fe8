"""Codebooks that are available: built in, in the user's folder, and stored in the archive."""

from archive.codebooks.codebook_files import BUILT_IN, load, read
from archive.codebooks.collection import Collection, at

__all__ = ["BUILT_IN", "Collection", "at", "load", "read"]
