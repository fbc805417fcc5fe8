"""The version of this Threadsheet, shown by the command line and sent to the extension."""

from typing import Final

VERSION: Final = "0.1.0"
EXTENSION_MINIMUM: Final = "0.1.0"
"""The oldest extension that works with this server."""
API: Final = 1
