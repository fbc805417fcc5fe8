"""Spans of time as people write them: `30m`, `6h`, `1d`, `2w`. Used by schedules and follows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from domain.errors import Invalid
from domain.messages import message

_UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION: Final = re.compile(r"([0-9]{1,5})\s*([mhdw])", re.ASCII)


def parse_duration(text: str, shortest: timedelta, longest: timedelta, field: str = "every") -> timedelta:
    """Raises Invalid, naming the field, for another form and for what is outside the limits."""
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise Invalid(fields={field: message("invalid.duration")})
    duration = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if not shortest <= duration <= longest:
        limits = {"shortest": format_duration(shortest), "longest": format_duration(longest)}
        raise Invalid(fields={field: message("invalid.duration_limits", **limits)})
    return duration


def format_duration(duration: timedelta) -> str:
    """The form that `parse_duration` reads, in the largest unit that fits without a rest."""
    seconds = int(duration.total_seconds())
    unit, size = next((item for item in reversed(_UNITS.items()) if seconds % item[1] == 0), ("m", 60))
    return f"{max(1, seconds // size)}{unit}"
