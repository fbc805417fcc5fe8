"""Opt-outs: accounts whose threads the bot does not keep, and which it does not answer."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from archive.archive import Archive
from archive.tables import mentions, opt_outs, shares, submissions
from domain.errors import NotFound
from domain.shapes.mention import MentionState, OptOut
from domain.shapes.reading import Site
from domain.shapes.submission import BOT


def list_all(archive: Archive) -> tuple[OptOut, ...]:
    """By site and handle."""
    with archive.database.read() as connection:
        rows = connection.execute(select(opt_outs).order_by(opt_outs.c.site, opt_outs.c.handle, opt_outs.c.account)).all()
    return tuple(OptOut(row.site, row.account, row.handle, row.by, row.created_at) for row in rows)


def is_out(connection: Connection, site: Site, *accounts: str | None) -> bool:
    """Whether any of the accounts, or of the handles, is on the list."""
    names = [account.lower() for account in accounts if account]
    listed = opt_outs.c.account.in_([*names, *(account for account in accounts if account)]) | opt_outs.c.handle.in_(names)
    return connection.execute(select(opt_outs.c.site).where(opt_outs.c.site == site, listed).limit(1)).first() is not None


def add(archive: Archive, site: Site, account: str, handle: str, by: str) -> None:
    """Puts an account on the list, and ends the links that the bot gave to its threads."""
    with archive.database.write(alone=True) as connection:
        insert_into(connection, archive, site, account, handle, by)


def insert_into(connection: Connection, archive: Archive, site: Site, account: str, handle: str, by: str) -> bool:
    """The same within a transaction. Returns whether the account was not on the list yet."""
    handle = handle.lower()
    if is_out(connection, site, account, handle):
        return False
    values = {"account": account, "handle": handle, "by": by, "created_at": archive.clock()}
    connection.execute(insert(opt_outs).values(site=site, **values))
    of_author = (mentions.c.site == site, mentions.c.author.in_([account, handle]))
    threads = select(submissions.c.thread_id).join(mentions, mentions.c.submission_id == submissions.c.id).where(*of_author)
    connection.execute(delete(shares).where(shares.c.by == BOT, shares.c.thread_id.in_(threads)))
    unfinished = mentions.c.state.in_([MentionState.WAITING, MentionState.ARCHIVING])
    # What was asked for and has no answer yet is looked at again, and is told that it is not kept.
    connection.execute(update(mentions).where(*of_author, unfinished).values(state=MentionState.WAITING))
    return True


def remove(archive: Archive, site: Site, account: str) -> None:
    """Takes an account off the list. Raises `NotFound`."""
    with archive.database.write(alone=True) as connection:
        if not remove_from(connection, site, account):
            raise NotFound("opt_out")


def remove_from(connection: Connection, site: Site, account: str) -> bool:
    """The same within a transaction. Returns whether the account was on the list."""
    listed = (opt_outs.c.site == site, opt_outs.c.account == account)
    return connection.execute(delete(opt_outs).where(*listed)).rowcount > 0
