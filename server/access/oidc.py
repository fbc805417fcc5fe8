"""Logins by the operator's provider of OpenID Connect.

The libraries are loaded only where a provider is set: they take 16 MB in each web process, and 0.1 s of each start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from flask import Flask, current_app
from werkzeug.wrappers import Response as Redirect

from domain.errors import NotFound
from domain.settings import Settings

EXTENSION: Final = "threadsheet.oidc"


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is for the provider. Only issuer and subject tell people apart; the name is for messages."""

    issuer: str
    subject: str
    name: str


class Provider(Protocol):
    """What logs people in: `server.access.oidc_provider`."""

    def begin(self, answer_address: str) -> Redirect: ...

    def finish(self) -> Account: ...


def install(app: Flask, settings: Settings) -> None:
    """Registers the provider of the settings, if there is one."""
    if settings.oidc_issuer is None:
        return
    from server.access.oidc_provider import OidcProvider

    app.extensions[EXTENSION] = OidcProvider(app, settings, settings.oidc_issuer)


def begin(answer_address: str) -> Redirect:
    """Leads to the provider, which sends the browser to `answer_address`. Raises NotFound, Disturbed."""
    return _provider().begin(answer_address)


def finish() -> Account:
    """Trades the code of the provider's answer for the account. Raises NotFound, Forbidden, Disturbed."""
    return _provider().finish()


def _provider() -> Provider:
    """Raises NotFound when no provider is set."""
    if EXTENSION not in current_app.extensions:
        raise NotFound
    provider: Provider = current_app.extensions[EXTENSION]
    return provider
