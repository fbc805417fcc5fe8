"""Which themes of a codebook a point carries, how surely, and the words that earn it."""
