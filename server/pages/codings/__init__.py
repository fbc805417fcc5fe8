"""The pages of codings: the list, the form to begin one, its points, the comparison and the differences."""
