"""How long to wait when Voiso says "too many requests": what it asks for, else a backoff.

The wait is the agent's to see and to cancel; here it is only said how long it should be.
"""

import math
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from voiso_call.policy.retry import MAX_ATTEMPTS

BACKOFF_S = 4  # doubled for every attempt
MAX_RETRY_AFTER_S = 24 * 3600  # no server asks for more and means it


def retry_delay_s(headers: Mapping[str, str], attempt: int, now: datetime) -> int:
    """Read Retry-After (RFC 9110, 10.2.3), else back off exponentially with full jitter."""
    asked = _parse_retry_after(headers, now)
    if asked is None:
        asked = random.uniform(0, BACKOFF_S * 2 ** (min(attempt, MAX_ATTEMPTS) - 1))  # noqa: S311 - no secret
    return max(1, min(math.ceil(asked), MAX_RETRY_AFTER_S))


def _parse_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    until = _date(text)
    if until is None:
        return None
    # Their clock against their clock: ours may be wrong.
    return (until - (_date(headers.get("Date", "")) or now)).total_seconds()


def _date(text: str) -> datetime | None:
    """Read an HTTP date in any of its three forms; the one without a zone is UTC too."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
