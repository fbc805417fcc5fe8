"""`./threadsheet invite NAME`: a link that lets somebody in, for the first owner of a server without a password."""

from __future__ import annotations

from contextlib import closing

import click

from archive import people
from archive.archive import open_archive
from commands.serve import address_of
from domain.errors import Invalid, Refused
from domain.settings import Settings
from domain.shapes.audit import OPERATOR
from domain.shapes.person import Role
from presentation.messages import sentence


def invite(settings: Settings, name: str, role: Role) -> int:
    """Prints the link; for somebody who is here already one for a new password. Returns 1 for a name that cannot be one."""
    with closing(open_archive(settings)) as archive:
        present = next((person for person in people.list_people(archive) if person.name == name), None)
        try:
            if present:
                invitation = people.invite_again(archive, present.id, OPERATOR)
            else:
                invitation = people.invite(archive, name, role, OPERATOR)
        except Refused as error:
            fields = error.fields.values() if isinstance(error, Invalid) else ()
            click.echo(" ".join(map(sentence, fields)) or sentence(error.reason), err=True)
            return 1
    base = (settings.public_url or address_of(settings.host, settings.port)).rstrip("/")
    click.echo(f"{base}/invitations/{invitation.secret}")
    return 0
