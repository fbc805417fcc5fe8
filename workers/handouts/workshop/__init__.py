"""The workshop edition in three parts: participant sheet, cards to sort, and the facilitator's own sheet.

`view.py` collects what the parts show; `paper.py` renders them as PDF and HTML, `outline.py` as blocks for the other formats.
"""
