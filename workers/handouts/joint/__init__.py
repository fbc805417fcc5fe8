"""Joint handouts: several threads as one document, with a table of contents and one index of their themes."""
