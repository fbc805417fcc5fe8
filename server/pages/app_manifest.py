"""Threadsheet as an app on a phone: its manifest with an entry in share menus, its service worker, a page without a server."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, render_template

from presentation.messages import CURRENT_LANGUAGE, load_messages
from server.access.auth import allow_anyone
from server.pages.assets import assets

blueprint = Blueprint("app_manifest", __name__)
SIZES: Final = (192, 512)


@blueprint.get("/manifest.webmanifest")
@allow_anyone
def manifest() -> Response:
    """The manifest of the app. What is shared with it goes to /save."""
    icons = [
        {"src": assets().address(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    content = {
        "id": "/",
        "name": load_messages().shared.product,
        "short_name": load_messages().shared.product,
        "lang": CURRENT_LANGUAGE.get(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf7",
        "theme_color": "#fbfaf7",
        "icons": icons,
        "share_target": {
            "action": "/save",
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


@blueprint.get("/service-worker.js")
@allow_anyone
def service_worker() -> Response:
    """The service worker, at the root so that all pages are in its scope."""
    response = Response(assets().files["scripts/service-worker.js"], content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
@allow_anyone
def offline() -> str:
    """The page that is shown when the server does not answer."""
    return render_template("pages/offline.html.jinja")
