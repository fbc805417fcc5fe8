"""The bot: reads who mentioned it on Bluesky and Mastodon, has the threads archived, and answers once with a link."""
