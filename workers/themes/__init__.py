"""Tags points with the themes of a codebook, each with a confidence and the words of evidence."""
