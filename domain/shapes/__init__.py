"""The frozen shapes that cross every boundary, one module a noun."""
