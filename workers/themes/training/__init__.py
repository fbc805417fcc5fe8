"""How the model that ships was made: `python -m workers.themes.training`. Needs torch, which nothing else here does."""
