"""Recognises how authors number their posts. Pure, and linear in the length of a text. Used by sources and unrolling."""

from workers.numbering.candidate import Candidate, Place
from workers.numbering.inside import numbers_inside
from workers.numbering.posts import number_posts
from workers.numbering.splitting import Piece, Split, other_cut_of, split
from workers.numbering.stripping import mark_post, strip_marker

__all__ = [
    "Candidate",
    "Piece",
    "Place",
    "Split",
    "mark_post",
    "number_posts",
    "numbers_inside",
    "other_cut_of",
    "split",
    "strip_marker",
]
