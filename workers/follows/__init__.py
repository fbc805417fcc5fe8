"""Looks at the new threads of authors who are followed, on Bluesky, Mastodon, or in a feed."""
