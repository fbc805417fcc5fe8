"""Trains the model that ships: `python -m workers.themes.training`. Needs torch, which nothing else in the project does."""
