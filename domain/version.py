"""The version of this Threadsheet, as the command line and the handshake with the extension say it."""

from typing import Final

VERSION: Final = "0.1.0"
EXTENSION_MINIMUM: Final = "0.1.0"
"""The oldest extension that this server understands."""
API: Final = 1
