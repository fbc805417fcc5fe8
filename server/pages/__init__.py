"""The pages for people, one module a topic."""

from __future__ import annotations

from flask import Flask


def install(app: Flask) -> None:
    """Mount them."""
