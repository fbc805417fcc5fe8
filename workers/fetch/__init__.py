"""The one fetcher to the network. Everything else that opens a socket to the outside is a bug."""

from workers.fetch.fetcher import Fetcher as Fetcher
from workers.fetch.fetcher import prepare as prepare
from workers.fetch.response import Response as Response
