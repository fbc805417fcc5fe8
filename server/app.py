"""The Flask factory. Checks and blueprints are registered by hand, in the order in which they apply to a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from jinja2 import FileSystemLoader, StrictUndefined
from werkzeug.local import LocalProxy

from archive.redis_connection import connect_to_redis
from archive.secret_key import secret_key
from archive.sessions import LIFETIME
from presentation.messages import load_messages, sentence
from presentation.palette import pair
from server import (
    citations,
    compression,
    feeds,
    handouts,
    health,
    joint_handouts,
    language,
    metrics,
    pages,
    problems,
    shared,
    theme_sheets,
)
from server.access import auth, oidc, security_headers
from server.access.origin_check import OriginCheck
from server.access.proxies import ProxiedApp, TrustedProxies
from server.api import blueprints, request_body
from server.context import AppContext, attach
from server.front.body_limits import USUAL, BodyLimits

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
MEMORY: Final = "memory://"
MAX_FORM_PARTS: Final = 250
"""The fields of a form and the files that can be sent at once."""


class App(Flask):
    """Flask with templates that escape everything, whatever their file ending, and refuse undefined names."""

    jinja_options: dict[str, Any] = {  # noqa: RUF012 - Flask's own attribute
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def create_app(context: AppContext) -> Flask:
    """Creates the web application. Each request passes the origin check, then the size limit, then the access check."""
    app = App("threadsheet", static_folder=None)
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    app.jinja_env.globals.update(messages=LocalProxy(load_messages), sentence=sentence, look=pair)
    app.config.update(_configuration(context))
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it
    attach(app, context)
    language.install(app)
    origin_check = OriginCheck(context.settings)
    app.before_request(origin_check.check)
    limits = BodyLimits(app, context.settings)
    app.before_request(lambda: request_body.refuse_too_large(limits))
    app.before_request(auth.check_access)
    security_headers.install(app)
    compression.install(app)
    problems.install(app)
    csrf = CSRFProtect(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(metrics.blueprint)
    blueprints.install(app)
    for blueprint in app.blueprints.values():
        csrf.exempt(blueprint)  # JSON needs a preflight; a session's own token is checked by `auth.check_access`
    app.register_blueprint(handouts.blueprint)
    app.register_blueprint(joint_handouts.blueprint)
    app.register_blueprint(citations.blueprint)
    app.register_blueprint(theme_sheets.blueprint)
    app.register_blueprint(shared.blueprint)
    app.register_blueprint(feeds.blueprint)
    pages.install(app)
    oidc.install(app, context.settings)
    _limit_submissions(app, context)
    app.wsgi_app = ProxiedApp(app.wsgi_app, TrustedProxies.of(context.settings))  # type: ignore[method-assign]
    return app


def _configuration(context: AppContext) -> dict[str, Any]:
    settings = context.settings
    return {
        "SECRET_KEY": secret_key(settings.secret_key, settings.data),
        "MAX_CONTENT_LENGTH": USUAL,  # each view has its own: see `refuse_too_large`
        "MAX_FORM_PARTS": MAX_FORM_PARTS,
        "PERMANENT_SESSION_LIFETIME": LIFETIME,
        "SESSION_COOKIE_NAME": "threadsheet",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": (settings.public_url or "").startswith("https://"),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # the origin check has compared the Origin already
    }


def _limit_submissions(app: Flask, context: AppContext) -> None:
    """Limits how many submissions a caller may send; counted in the queue's Redis, in memory while it is down."""
    if context.settings.rate_limit is None:
        return
    url = context.settings.redis_url or MEMORY
    shared = {"connection_pool": connect_to_redis(url).connection_pool} if url != MEMORY else {}
    limiter = Limiter(
        auth.rate_key,
        app=app,
        storage_uri="redis://" if shared else MEMORY,
        storage_options=shared,  # type: ignore[arg-type]  # written for strings
        in_memory_fallback_enabled=True,
        headers_enabled=True,
    )
    for endpoint in ("submissions.submit", "imports.create", "import_pages.create", "captures.upload", "pages.submit"):
        limited: Any = limiter.limit(context.settings.rate_limit)(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited
