"""Connections to Redis by address: `redis://`, `rediss://` (TLS), `unix://`, `redis+sentinel://` for whichever leads now.

`redis+sentinel://USER:PASSWORD@host1:26379,host2:26379/SERVICE?db=0&ssl=true` asks the sentinels which server leads SERVICE.
User and password are that server's; `&sentinel_username=…&sentinel_password=…` are the sentinels'; `ssl_…` is for both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis import Redis
from redis.sentinel import Sentinel

SENTINEL: Final = "redis+sentinel"
SENTINEL_PORT: Final = 26379


@dataclass(frozen=True, slots=True)
class SentinelAddress:
    """The sentinels, the name of the service, and what is needed to log in to each."""

    hosts: tuple[tuple[str, int], ...]
    service: str
    server: dict[str, Any]
    sentinels: dict[str, Any]


def connect_to_redis(url: str, **options: Any) -> Redis:  # what redis.Redis takes
    """A connection that is opened when it is first used. Raises ValueError for what is no address of a Redis."""
    if _split(url)[0] != SENTINEL:
        return Redis.from_url(url, **options)
    address = parse_sentinels(url)
    timeouts = {name: value for name, value in options.items() if name in {"socket_timeout", "socket_connect_timeout"}}
    untyped: Any = Sentinel
    sentinel = untyped(address.hosts, sentinel_kwargs={**timeouts, **address.sentinels}, **address.server)
    return cast("Redis", sentinel.master_for(address.service, **options))


def parse_sentinels(url: str) -> SentinelAddress:
    """Raises ValueError."""
    _, location, parts = _split(url)
    login, _, hosts = location.rpartition("@")
    service, query = parts.path.strip("/"), dict(parse_qsl(parts.query))
    database = query.pop("db", "0")
    if not hosts or not service or not database.isdecimal():
        raise ValueError("an address of sentinels is redis+sentinel://host:26379,host:26379/SERVICE?db=0")
    user, _, password = login.partition(":")
    secure = {"ssl": True} if query.pop("ssl", "") == "true" else {}
    trusted = {name: value for name, value in query.items() if name.startswith("ssl_")}
    sentinels = {name.removeprefix("sentinel_"): value for name, value in query.items() if name.startswith("sentinel_")}
    own = {"username": unquote(user), "password": unquote(password)}
    return SentinelAddress(
        hosts=tuple(map(_host, hosts.split(","))),
        service=service,
        server={"db": int(database), **{name: value for name, value in own.items() if value}, **secure, **trusted},
        sentinels={**sentinels, **secure, **trusted},
    )


def without_password(url: str) -> str:
    """The address as it may be shown."""
    scheme, location, parts = _split(url)
    login, _, hosts = location.rpartition("@")
    user = login.partition(":")[0]
    return f"{scheme}://{f'{user}:***@' if login else ''}{hosts}{parts.path}"


def _split(url: str) -> tuple[str, str, SplitResult]:
    """The scheme, the login with the hosts, and the rest. Newer Pythons refuse brackets behind a first host."""
    scheme, _, rest = url.partition("://")
    location = re.split("[/?#]", rest, maxsplit=1)[0]
    return scheme.lower(), location, urlsplit(f"//host{rest[len(location) :]}")


def _host(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError(f"{text} is no sentinel")
    return parts.hostname, parts.port or SENTINEL_PORT
