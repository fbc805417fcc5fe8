"""Tables of the bot: who mentioned it and what came of it, its accounts, and who does not want to be kept."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from archive.columns import EnumText, JsonOf, SafeText, UtcDateTime
from archive.tables.schema import metadata, reference
from domain.messages import Message
from domain.shapes.mention import Command, MentionState
from domain.shapes.reading import Site

# Posts that mention the bot: each is answered once, whatever happens to the process that answers.
mentions = Table(
    "mentions",
    metadata,
    # Made from site and address.
    Column("id", Text, primary_key=True),
    Column("site", EnumText(Site), nullable=False),
    Column("address", SafeText, nullable=False),
    Column("post", SafeText, nullable=False),
    Column("url", SafeText),
    Column("asker", SafeText, nullable=False),
    Column("handle", SafeText, nullable=False),
    Column("command", EnumText(Command), nullable=False),
    Column("language", Text),
    Column("visibility", Text),
    Column("state", EnumText(MentionState), nullable=False),
    Column("reason", JsonOf(Message)),
    # The thread it asks for: the address that is fetched, the first post of the conversation, the author's account.
    Column("thread_url", SafeText),
    Column("conversation", SafeText),
    Column("author", SafeText),
    reference("submission_id", "submissions.id", ondelete="SET NULL", nullable=True),
    # The bot's own post.
    Column("answer", SafeText),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    UniqueConstraint("site", "address"),
    Index(None, "state", "site"),
    Index(None, "asker", "seen_at"),
    Index(None, "conversation", "seen_at"),
)

# The bot's account on each site, and how its last look at its mentions went.
bot_accounts = Table(
    "bot_accounts",
    metadata,
    Column("site", EnumText(Site), primary_key=True),
    Column("handle", SafeText, nullable=False),
    Column("account", SafeText),
    Column("checked_at", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("fault", JsonOf(Message)),
)

# Accounts whose threads the bot does not keep, and which it does not answer.
opt_outs = Table(
    "opt_outs",
    metadata,
    Column("site", EnumText(Site), primary_key=True),
    Column("account", SafeText, primary_key=True),
    Column("handle", SafeText, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
