"""One module for each file format of handouts. A new one is registered in `RENDERERS` of `workers/handouts/render.py`."""
