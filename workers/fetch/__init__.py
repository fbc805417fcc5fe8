"""The only access to the network for addresses that strangers name. Nothing else opens a socket to them."""

from workers.fetch.fetcher import Fetcher as Fetcher
from workers.fetch.fetcher import prepare as prepare
from workers.fetch.response import Response as Response
