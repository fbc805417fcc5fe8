"""The web side: takes submissions, shows the archive, serves handouts."""
