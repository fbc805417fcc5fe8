"""Sources: the code that understands one site each. Listed in `table.py`, called by the pipeline."""
