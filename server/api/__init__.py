"""The API under /api/v1, one module a topic; `blueprints.py` names them all."""
