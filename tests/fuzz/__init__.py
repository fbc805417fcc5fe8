"""Feeds mutated bytes to every reader of foreign formats: `./test fuzz --help`."""
