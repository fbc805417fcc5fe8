"""Asks a language model how the lines of a pasted text divide into posts; off unless the settings name one."""

from workers.llm_reader.outlining import outline_of

__all__ = ["outline_of"]
