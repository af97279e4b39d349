"""May a call that Voiso refused as one of too many be asked for again, and when?

The wait is the agent's to see and to cancel; these rules only bound it.
"""

from datetime import datetime

from voiso_call.errors import Code
from voiso_call.protocol.messages import Call

MAX_ATTEMPTS = 3  # for one gesture, the first one included
MAX_WAIT_S = 120  # in all; who has to wait longer is told how long, and decides
CLOCK_SKEW_S = 0.5  # clocks that count seconds: a call that is asked for again so early is not too early


def may_retry(attempt: int, elapsed_s: float, retry_after_s: object) -> bool:
    """Whether the same gesture may ask Voiso once more after the wait, without the agent's doing.

    `attempt` counts the attempts so far, `elapsed_s` the seconds since the agent first wanted the call.
    """
    return (
        attempt < MAX_ATTEMPTS and isinstance(retry_after_s, int) and elapsed_s + retry_after_s <= MAX_WAIT_S
    )


def retry_due(call: Call, now: datetime) -> bool:
    """Whether Voiso said "later" of this call, and it is later."""
    failure = call.failure
    if call.state != "refused" or failure is None or failure.code is not Code.RATE_LIMITED:
        return False
    wait = failure.params.get("retry_after_s")
    if not failure.params.get("may_retry") or not isinstance(wait, int) or call.closed_at is None:
        return False
    waited = (now - datetime.fromisoformat(call.closed_at)).total_seconds()
    return wait - CLOCK_SKEW_S <= waited <= wait + MAX_WAIT_S
