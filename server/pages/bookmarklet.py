"""Keep from elsewhere: the bookmarklet, and the address to which it and a phone's share menu lead."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response

from domain.addresses import post_or_none
from domain.pasted_input import ADDRESS
from server.access.auth import Role, allow_role
from server.pages.form import Form
from server.pages.home import form_page

blueprint = Blueprint("bookmarklet", __name__)
LONGEST_SELECTION: Final = 2000
"""Characters of a selection that the bookmarklet sends: an address has no room for more."""
LONG_TEXT: Final = 280
"""Characters of a shared text that are more than an app's words about the address in it."""
SCRIPT: Final = (
    "javascript:(()=>{{const s=String(getSelection()),q=new URLSearchParams({{url:location.href,title:document.title,"
    "text:s.length>{longest}?'':s}});open({address}+'/save?'+q)}})()"
)


def bookmarklet(address: str) -> str:
    """The bookmark that saves the page one looks at, or what is selected there, on the server at an address."""
    return SCRIPT.format(longest=LONGEST_SELECTION, address=json.dumps(address.rstrip("/")))


@blueprint.get("/save")
@allow_role(Role.EDITOR)
def save() -> Response:
    """Shows the form filled in with what was shared: an address, or a text and where it is from."""
    return form_page(shared_form(*(request.args.get(name, "") for name in ("url", "title", "text"))))


def shared_form(url: str, title: str, text: str) -> Form:
    """The form for what was shared. Apps put the address into any of the three; their words about it are left out."""
    words = [word.strip("()[]<>\"'") for word in f"{url} {text} {title}".split()]
    address = next((word for word in words if ADDRESS.fullmatch(word)), "")
    rest = text.replace(address, "").strip() if address else text.strip()
    is_text = len(rest) > LONG_TEXT or rest.count("\n") > 1 or (rest and not post_or_none(address))
    if not address:
        return Form(text=rest or title.strip() or url.strip())
    return Form(text=rest, source=address) if is_text and (url.strip() or len(rest) > LONG_TEXT) else Form(text=address)
