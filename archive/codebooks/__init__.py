"""The codebooks: families, themes, cues and examples as YAML, one file each. Read by workers and server alike."""

from archive.codebooks.collection import Collection, at
from archive.codebooks.shelf import BUILT_IN, from_yaml, load, read

__all__ = ["BUILT_IN", "Collection", "at", "from_yaml", "load", "read"]
