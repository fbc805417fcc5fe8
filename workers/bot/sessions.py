"""The bot's sessions: what a server gave for a login, in a file of the data folder that only its owner reads.

In no table, so no copy of the database and no export holds it. Without the file the bot logs in again.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Final

from domain.bot_login import BotLogin
from domain.digest import text_digest
from domain.shapes.reading import Site
from workers.bot.site import Session

FOLDER: Final = "bot"


def load_session(data: Path, site: Site, login: BotLogin) -> Session:
    """The session of this account; an empty one where there is none."""
    try:
        stored = json.loads(_path(data, site, login).read_text("utf-8"))
        return Session(str(stored["account"]), str(stored["access"]), str(stored["refresh"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Session()


def store_session(data: Path, site: Site, login: BotLogin, session: Session) -> None:
    path = _path(data, site, login)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(session), file)
    draft.replace(path)


def _path(data: Path, site: Site, login: BotLogin) -> Path:
    """Named after the account, so that another one begins anew."""
    return data / FOLDER / f"{site.value}-{text_digest(f'{login.handle} {login.server}')[:16]}.json"
