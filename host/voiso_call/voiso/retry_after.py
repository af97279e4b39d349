"""How long to wait after a 429 response: as long as Retry-After says, else an exponential backoff.

This module only computes the wait. Extension and command line show it to the agent, who can cancel it.
"""

import math
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from voiso_call.policy.retry import MAX_ATTEMPTS

BACKOFF_S = 4  # the longest wait after the first attempt; doubles with each attempt
MAX_RETRY_AFTER_S = 24 * 3600  # a longer wait is taken for a mistake of the server and cut to this


def retry_delay_s(headers: Mapping[str, str], attempt: int, now: datetime) -> int:
    """Return the wait in whole seconds, at least 1.

    It is the value of Retry-After (RFC 9110, section 10.2.3), else random between 0 and an exponentially
    growing maximum ("full jitter"), so that clients do not all come back at the same moment.
    """
    delay_s = _parse_retry_after(headers, now)
    if delay_s is None:
        max_backoff_s = BACKOFF_S * 2 ** (min(attempt, MAX_ATTEMPTS) - 1)
        delay_s = random.uniform(0, max_backoff_s)  # noqa: S311 - no secret
    return max(1, min(math.ceil(delay_s), MAX_RETRY_AFTER_S))


def _parse_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])  # nine digits are more than MAX_RETRY_AFTER_S
    retry_at = parse_date(text)
    if retry_at is None:
        return None
    # The date is compared with the server's own clock (the Date header), because ours may be wrong.
    return (retry_at - (parse_date(headers.get("Date", "")) or now)).total_seconds()


def parse_date(text: str) -> datetime | None:
    """Parse an HTTP date in any of its three forms (RFC 9110, section 5.6.7); without a zone it is UTC."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
