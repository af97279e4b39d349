"""Retry rules for calls that Voiso refused with "too many requests" (HTTP 429).

The extension and the command line show the wait, and the agent can cancel it. These rules only bound it.
"""

from datetime import datetime

from voiso_call.errors import ErrorCode
from voiso_call.protocol.messages import Call

MAX_ATTEMPTS = 3  # for one request_id, the first attempt included
MAX_RETRY_PERIOD_S = 120  # from the first attempt to the start of the last; later the agent has to call again
RETRY_MARGIN_S = 5  # a retry is promised only if it can come this much later than the wait ends
CLOCK_SKEW_S = 0.5  # a client may count whole seconds; a retry that comes earlier by this much is accepted


def may_retry(attempt: int, elapsed_s: float, retry_after_s: object) -> bool:
    """Return whether a client may repeat the request after the wait, without asking the agent.

    `attempt` is the number of attempts so far, `elapsed_s` the time since the start of the first one,
    `retry_after_s` the wait. A retry that is promised here is accepted by `retry_due` although the client
    starts it up to RETRY_MARGIN_S late.
    """
    if attempt >= MAX_ATTEMPTS or not isinstance(retry_after_s, int):
        return False
    return elapsed_s + retry_after_s <= MAX_RETRY_PERIOD_S - RETRY_MARGIN_S


def retry_due(call: Call, now: datetime) -> bool:
    """Return whether a refused call may be repeated, its wait is over, and its retry period is not."""
    failure = call.failure
    if call.state != "refused" or failure is None or failure.code is not ErrorCode.RATE_LIMITED:
        return False
    retry_after_s = failure.params.get("retry_after_s")
    if not failure.params.get("may_retry") or not isinstance(retry_after_s, int) or call.ended_at is None:
        return False
    waited_s = (now - datetime.fromisoformat(call.ended_at)).total_seconds()
    elapsed_s = (now - datetime.fromisoformat(call.requested_at)).total_seconds()
    return waited_s >= retry_after_s - CLOCK_SKEW_S and elapsed_s <= MAX_RETRY_PERIOD_S
