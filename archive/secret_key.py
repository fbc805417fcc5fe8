"""The key that signs sessions and the addresses of shares: the same for everything that works on one archive."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

KEY_FILE: Final = "secret.key"
SHORTEST_KEY: Final = 32


def secret_key(setting: str | None, data: Path) -> str:
    """The setting, else a key that is generated once and stored in the data folder."""
    if setting:
        return setting
    path = data / KEY_FILE
    with suppress(FileExistsError):
        data.mkdir(parents=True, exist_ok=True)
        # Written under another name and then linked: a second server that starts now must not read half a key.
        draft = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    key = path.read_text().strip()
    if len(key) < SHORTEST_KEY:
        path.unlink()  # cut short by a full disk or a crash: all it protected are logins, which begin again
        return secret_key(setting, data)
    return key
