"""The one door to the network. Everything else that opens a socket to the outside is a bug."""

from workers.fetch.fetcher import Door as Door
from workers.fetch.fetcher import prepare as prepare
from workers.fetch.response import Answer as Answer
