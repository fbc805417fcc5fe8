"""Threads in the forms of researchers' tools. Pure: from shapes to bytes; called by the server."""
