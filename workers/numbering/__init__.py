"""How authors number their posts: pure, linear, and never sure of one number alone. Used by sources and unrolling."""

from workers.numbering.marker import Marker, Place
from workers.numbering.posts import number
from workers.numbering.splitting import Piece, Split, split
from workers.numbering.stripping import stripped

__all__ = ["Marker", "Piece", "Place", "Split", "number", "split", "stripped"]
