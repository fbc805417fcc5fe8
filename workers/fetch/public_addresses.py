"""Decides whether an IP address belongs to the public internet. Lists what is allowed; everything else is refused."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

# Routed, but no web servers: protocol assignments, 6to4 relays, a cloud's control address on each machine, multicast.
NOT_HOSTS: Final = tuple(ip_network(block) for block in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "224.0.0.0/3"))
UNICAST: Final = ip_network("2000::/3")  # all that is given out of IPv6 so far
# Within it: protocol assignments with Teredo, documentation, 6to4. The last two carry an IPv4 address that may be any.
NOT_UNICAST: Final = tuple(ip_network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20", "2002::/16"))
CARRIES_IPV4: Final = (
    ip_network("::ffff:0:0/96"),
    ip_network("64:ff9b::/96"),
)  # mapped; what DNS64 answers in IPv6-only networks


def is_public(address: str) -> bool:
    """Whether an IP address, as a resolver gives it, may be connected to. False for text that is no IP address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if any(ip in block for block in CARRIES_IPV4):
            return _is_public_ipv4(IPv4Address(int(ip) & 0xFFFFFFFF))
        return ip in UNICAST and ip.is_global and not any(ip in block for block in NOT_UNICAST)
    return _is_public_ipv4(ip)


def _is_public_ipv4(ip: IPv4Address) -> bool:
    return ip.is_global and not any(ip in block for block in NOT_HOSTS)
