"""Logins by the operator's provider of OpenID Connect: the only module that asks it. Authlib checks what it answers."""

from __future__ import annotations

import logging
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests.exceptions import RequestException
from werkzeug.wrappers import Response as Redirect

from domain.errors import Disturbed, Forbidden
from domain.settings import Settings
from server.access.oidc import Account

log: Final = logging.getLogger(__name__)
PROVIDER: Final = "provider"
SECONDS: Final = 10
DISCOVERY: Final = "/.well-known/openid-configuration"


class OidcProvider:
    """Authlib's client of the provider. The provider's addresses are asked for at the first login."""

    def __init__(self, app: Flask, settings: Settings, issuer: str) -> None:
        self._issuer = issuer
        self._client: Any = _client(app, settings, issuer)  # it has no types

    def begin(self, answer_address: str) -> Redirect:
        """Leads to the provider, with a state, a nonce and a code challenge of this browser's. Raises Disturbed."""
        try:
            redirect: Redirect = self._client.authorize_redirect(answer_address)
        except (RequestException, ValueError) as error:
            raise _unreachable(error) from error
        return redirect

    def finish(self) -> Account:
        """Trades the code of the answer for the account. Raises Forbidden when anything in it is wrong, Disturbed."""
        try:
            claims = self._claims()
        except RequestException as error:
            raise _unreachable(error) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
            log.warning("a login by the provider was refused: %s", error)
            raise Forbidden("provider") from error
        if not claims.get("sub"):
            raise Forbidden("provider")
        name = claims.get("preferred_username") or claims.get("name") or claims["sub"]
        return Account(self._issuer, str(claims["sub"]), str(name)[:100])

    def _claims(self) -> dict[str, Any]:
        """What the provider says of who logged in, checked by Authlib. Raises Forbidden for a provider of another name."""
        named = self._client.load_server_metadata().get("issuer", "")
        if named.rstrip("/") != self._issuer.rstrip("/"):
            log.error("the provider of OIDC_ISSUER calls itself %s", named)
            raise Forbidden("provider")
        return self._client.authorize_access_token().get("userinfo") or {}


def _client(app: Flask, settings: Settings, issuer: str) -> Any:
    secret = settings.oidc_client_secret
    oauth = OAuth(app)
    return oauth.register(
        PROVIDER,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        server_metadata_url=issuer.rstrip("/") + DISCOVERY,
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )


def _unreachable(error: Exception) -> Disturbed:
    log.warning("the provider of OIDC_ISSUER does not answer: %s", error)
    return Disturbed("provider")
