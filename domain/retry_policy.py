"""How long a worker holds a record, how often work is tried, and when it is tried again.

Which errors may be tried again is said by `retryable` in `domain/errors.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

LEASE: Final = timedelta(seconds=60)
"""How long a claimed record belongs to its worker; then it is free for another one."""
LEASE_RENEWAL_SECONDS: Final = 15.0
MAX_ATTEMPTS: Final = 3
"""Claims after which a record whose worker keeps dying fails as `crashed`. A release does not count."""
RECONCILER_SECONDS: Final = 30.0
"""How often the reconciler enqueues unfinished records that nobody holds."""
FAILED_HANDOUT_PAUSE: Final = timedelta(minutes=1)
"""How long after a failure that a retry may help a handout is rendered again when it is requested."""
