"""The one door to the network. Everything else that opens a socket to the outside is a bug."""

from workers.door.answer import Answer as Answer
from workers.door.door import Door as Door
from workers.door.door import prepare as prepare
