"""Sources: code that reads Captures of one site each. Listed in `registry.py`, called by the pipeline."""
