"""Logins by the operator's provider of OpenID Connect: the only module that asks it. Authlib checks what it answers."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response as Redirect

from domain.errors import Disturbed, Forbidden, NotFound
from domain.settings import Settings

log: Final = logging.getLogger(__name__)
PROVIDER: Final = "provider"
EXTENSION: Final = "threadsheet.oidc"
SECONDS: Final = 10
DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is for the provider. Only issuer and subject tell people apart; the name is for messages."""

    issuer: str
    subject: str
    name: str


def install(app: Flask, settings: Settings) -> None:
    """Registers the provider of the settings, if there is one. Its addresses are asked for at the first login."""
    if settings.oidc_issuer is None:
        return
    secret = settings.oidc_client_secret
    oauth = OAuth(app)
    oauth.register(
        PROVIDER,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=settings.oidc_issuer.rstrip("/") + DISCOVERY,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )
    app.extensions[EXTENSION] = (oauth, settings.oidc_issuer)


def begin(answer_address: str) -> Redirect:
    """Leads to the provider, with a state, a nonce and a code challenge of this browser's. Raises NotFound, Disturbed."""
    client, _ = _client()
    try:
        redirect: Redirect = client.authorize_redirect(answer_address)
    except (RequestException, ValueError) as error:
        raise _unreachable(error) from error
    return redirect


def finish() -> Account:
    """Trades the code of the provider's answer for the account. Raises Forbidden when anything in it is wrong, Disturbed."""
    client, issuer = _client()
    try:
        if client.load_server_metadata().get("issuer", "").rstrip("/") != issuer.rstrip("/"):
            log.error("the provider of OIDC_ISSUER calls itself %s", client.load_server_metadata().get("issuer"))
            raise Forbidden("provider")
        claims: dict[str, Any] = client.authorize_access_token().get("userinfo") or {}
    except RequestException as error:
        raise _unreachable(error) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
        log.warning("a login by the provider was refused: %s", error)
        raise Forbidden("provider") from error
    if not claims.get("sub"):
        raise Forbidden("provider")
    name = claims.get("preferred_username") or claims.get("name") or claims["sub"]
    return Account(issuer, str(claims["sub"]), str(name)[:100])


def _client() -> tuple[Any, str]:
    """Authlib's client, which has no types, and the issuer. Raises NotFound when no provider is set."""
    if EXTENSION not in current_app.extensions:
        raise NotFound
    oauth, issuer = current_app.extensions[EXTENSION]
    return oauth.create_client(PROVIDER), issuer


def _unreachable(error: Exception) -> Disturbed:
    log.warning("the provider of OIDC_ISSUER does not answer: %s", error)
    return Disturbed("provider")
