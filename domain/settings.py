"""All settings, read once from `THREADSHEET_…` variables at the entry point and passed on as one frozen object."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.bot_login import BotLogin, parse_bluesky_login, parse_mastodon_login
from domain.bucket import Bucket, parse_bucket
from domain.shapes.notice import Event
from domain.shapes.reading import Site
from domain.thread_limits import ThreadLimits


def parse_endpoints(value: object) -> object:
    """Parses `localhost:8080, [::1]:3000` into pairs of host and port. Raises ValueError."""
    if not isinstance(value, str):
        return value
    endpoints = set()
    for word in value.replace(",", " ").split():
        host, _, port = word.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError(f"{word} is not of the form host:port")
        endpoints.add((host.strip("[]").lower(), int(port)))
    return frozenset(endpoints)


def parse_links(value: object) -> object:
    """Parses addresses with commas or blanks between them. Raises ValueError for what is no web or e-mail address."""
    if not isinstance(value, str):
        return value
    links = tuple(value.replace(",", " ").split())
    if wrong := next((link for link in links if not link.startswith(("https://", "http://", "mailto:"))), None):
        raise ValueError(f"{wrong} is no web address")
    return links


Links = Annotated[tuple[str, ...], NoDecode, BeforeValidator(parse_links)]
"""Web addresses, with commas between them."""


def parse_addresses(value: object) -> object:
    """Parses notification addresses with blanks or commas before the next one's scheme: they may have commas themselves."""
    if not isinstance(value, str):
        return value
    return tuple(SecretStr(part.strip()) for part in _NEXT_ADDRESS.split(value) if part.strip())


def parse_events(value: object) -> object:
    """Parses names of events with commas or blanks between them."""
    return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value


_NEXT_ADDRESS = re.compile(r"[\s,]+(?=[a-z][a-z0-9+.-]*://)", re.I)
Addresses = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(parse_addresses)]
"""Addresses to send notifications to; they may hold passwords."""

Endpoints = Annotated[frozenset[tuple[str, int]], NoDecode, BeforeValidator(parse_endpoints)]
"""Pairs of host and port, written as `host:port` with commas between them."""


class Settings(BaseSettings):
    """Every setting of `docs/settings.md`. All are optional, and no default is a secret."""

    model_config = SettingsConfigDict(env_prefix="THREADSHEET_", frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Path("data")
    database_url: str | None = None
    redis_url: str | None = None
    blobs_url: Annotated[Bucket | None, NoDecode, BeforeValidator(parse_bucket)] = None  # else files in `data`
    host: str = "127.0.0.1"
    port: int = Field(default=8484, ge=0, le=65535)
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=0, le=256)  # 0: workers run in other containers
    published_on: str | None = None  # the address at which the container's port is published, when that is not `host`
    password: str | None = None
    secret_key: str | None = None
    public_url: str | None = None
    max_capture_mb: int = Field(default=32, ge=1, le=1024)
    import_max_mb: int = Field(default=1024, ge=1, le=65_536)  # of one imported file
    fetch_allow: Endpoints = frozenset()
    complete_by_api: bool = True  # ask Bluesky and Mastodon for what a captured page does not show
    bluesky_api: str = "https://public.api.bsky.app"
    codebooks: Path | None = None
    rate_limit: str | None = None
    allowed_hosts: str = ""
    trusted_proxies: str = ""  # addresses and networks of reverse proxies whose X-Forwarded-For and -Proto count
    trusted_user_header: str | None = None  # the header in which those proxies name the person who is logged in
    tsa_url: str | None = None  # an authority that stamps the time of evidence (RFC 3161)
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    log_format: Literal["text", "json"] = "text"
    trash_days: int = Field(default=30, ge=0, le=36_500)  # a deleted thread stays in the wastebasket
    support_links: Links = ()  # where people can support this server: a small line under each page
    notify: Addresses = ()  # apprise's addresses of those who are told what happened
    notify_events: Annotated[frozenset[Event], NoDecode, BeforeValidator(parse_events)] = frozenset(Event)
    notify_digest: bool = False  # once a day instead of at once
    bot_bluesky: Annotated[BotLogin | None, NoDecode, BeforeValidator(parse_bluesky_login)] = None
    bot_mastodon: Annotated[BotLogin | None, NoDecode, BeforeValidator(parse_mastodon_login)] = None
    bot_seconds: int = Field(default=60, ge=1, le=86_400)  # between two looks at the mentions
    bot_hourly: int = Field(default=500, ge=1, le=10_000)  # answers in an hour on each site
    bot_daily: int = Field(default=100, ge=1, le=10_000)  # requests of one account in a day, and about one thread
    bot_share_days: int = Field(default=0, ge=0, le=3650)  # how long the bot's links work; 0 until they are revoked
    bot_themes: bool = False  # whether the pages behind the bot's links show themes
    judge_url: str | None = None
    judge_model: str | None = None
    judge_key: SecretStr | None = None
    judge_mode: Literal["tags", "letters"] = "tags"  # small models answer one letter a point
    judge_reads: bool = True  # whether the language model is also asked how pasted text divides into posts

    max_points: int = Field(default=5000, ge=1)
    max_characters: int = Field(default=2_000_000, ge=1000)  # of the points of one thread
    job_seconds: int = Field(default=120, ge=1)
    job_memory_mb: int = Field(default=1024, ge=64)
    volume_points: int = Field(default=1000, ge=1)
    judge_seconds: int = Field(default=90, ge=1)  # for all requests about one thread
    judge_tokens: int = Field(default=4000, ge=100)  # in one response

    @model_validator(mode="after")
    def _is_complete(self) -> Settings:
        """A login that lacks a part would let nobody in, or everybody."""
        if (self.oidc_issuer is None) != (self.oidc_client_id is None):
            raise ValueError("OIDC_ISSUER and OIDC_CLIENT_ID belong together")
        if self.trusted_user_header and not self.trusted_proxies.strip():
            raise ValueError("TRUSTED_USER_HEADER needs TRUSTED_PROXIES: of nobody else the header counts")
        if self.bots and not self.public_url:
            raise ValueError("BOT_BLUESKY and BOT_MASTODON need PUBLIC_URL: the bot answers with a link to this server")
        return self

    @property
    def login_required(self) -> bool:
        """Whether people log in; without a login everybody who reaches the server is its owner."""
        return any((self.password, self.oidc_issuer, self.trusted_user_header))

    @property
    def bots(self) -> dict[Site, BotLogin]:
        """The logins of the bot, by site."""
        logins = {Site.BLUESKY: self.bot_bluesky, Site.MASTODON: self.bot_mastodon}
        return {site: login for site, login in logins.items() if login}

    @property
    def queue_seconds(self) -> int:
        """The time limit of a job in RQ. Each step of a job is ended by `job_seconds` before that."""
        return 3 * self.job_seconds

    @property
    def thread_limits(self) -> ThreadLimits:
        return ThreadLimits(self.max_points, self.max_characters)

    @property
    def max_capture_bytes(self) -> int:
        return self.max_capture_mb * 1024 * 1024

    @property
    def import_max_bytes(self) -> int:
        return self.import_max_mb * 1024 * 1024
