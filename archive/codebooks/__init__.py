"""The codebooks: families, themes, cues and examples as YAML, one file each. Read by workers and server alike."""

from archive.codebooks.shelf import BUILT_IN, load, read

__all__ = ["BUILT_IN", "load", "read"]
