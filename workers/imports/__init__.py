"""Reads what people import: lists of addresses from browsers and read-later services, posts of accounts, single files."""
