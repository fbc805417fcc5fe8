"""Storage: the tables, the blobs, and a module for each stored noun. No Flask, no RQ, no parsing, no rendering."""
