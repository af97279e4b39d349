"""Formats times as messages and journal hold them."""

from datetime import UTC, datetime


def timestamp(moment: datetime) -> str:
    """Return a time with a zone in UTC, RFC 3339, with milliseconds: `2026-03-01T12:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
