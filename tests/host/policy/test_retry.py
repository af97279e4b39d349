"""Retry rules: a retry that a client was promised is accepted although the client adds time of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from voiso_call.errors import ErrorCode, ErrorParams
from voiso_call.policy.retry import MAX_RETRY_PERIOD_S, may_retry, retry_due
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import Call
from voiso_call.protocol.timestamp import timestamp

REQUESTED_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OVERHEAD_S = 4.5  # of a client: its count of the seconds, and the start of a host


def rate_limited_call(ended_at: datetime, retry_after_s: int) -> Call:
    params: ErrorParams = {"retry_after_s": retry_after_s, "may_retry": True}
    return Call(
        seq=1,
        request_id="request-1",
        number="+14155550100",
        international="+1 415-555-0100",
        original_text=None,
        phone_extension=None,
        page_origin=None,
        trigger="click",
        state="refused",
        call_id=None,
        failure=Failure(code=ErrorCode.RATE_LIMITED, params=params, detail="HTTP 429"),
        requested_at=timestamp(REQUESTED_AT),
        ended_at=timestamp(ended_at),
        outcome=None,
    )


@pytest.mark.parametrize("elapsed_s", [0, 0.955, 60])
def test_longest_promised_retry_is_accepted_with_the_overhead_of_the_client(elapsed_s: float) -> None:
    retry_after_s = max(wait for wait in range(MAX_RETRY_PERIOD_S + 1) if may_retry(1, elapsed_s, wait))
    ended_at = REQUESTED_AT + timedelta(seconds=elapsed_s)
    retried_at = ended_at + timedelta(seconds=retry_after_s + OVERHEAD_S)
    assert retry_due(rate_limited_call(ended_at, retry_after_s), retried_at)
