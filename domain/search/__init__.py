"""Searching the library: the query language and its tree, what the index holds, and the hits in a text."""
