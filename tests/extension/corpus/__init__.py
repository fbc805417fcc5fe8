"""Look-alike pages, generated, with the truth about each."""
