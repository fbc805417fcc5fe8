"""How long a worker holds a record, how often work is tried, and when it is tried again.

Which errors may be tried again is said by `retryable` in `domain/errors.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

SILENT_SECONDS: Final = 45.0
"""A claimed record whose worker has shown no sign of life for so long is free for another one."""
LEASE_RENEWAL_SECONDS: Final = 5.0
MAX_ATTEMPTS: Final = 3
"""Times that the work on a record may end its process before the record fails as `crashed`."""
MAX_INTERRUPTIONS: Final = 10
"""Times that the process of a record may be killed by others (a kill signal, a machine that went down) before it fails."""
RECONCILER_SECONDS: Final = 30.0
"""How often the reconciler enqueues unfinished records that nobody holds."""
FAILED_HANDOUT_PAUSE: Final = timedelta(minutes=1)
"""How long after a failure that a retry may help a handout is rendered again when it is requested."""
