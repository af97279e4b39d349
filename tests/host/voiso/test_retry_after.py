"""The wait after a 429: Retry-After in seconds or as a date, else a backoff."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web

from support.bad_servers import failed_call
from voiso_call.policy.retry import MAX_ATTEMPTS, MAX_RETRY_PERIOD_S
from voiso_call.voiso.retry_after import BACKOFF_S, MAX_RETRY_AFTER_S, retry_delay_s

NOW = datetime(1994, 11, 6, 8, 49, 30, tzinfo=UTC)
Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "99999999999999999999"}, MAX_RETRY_AFTER_S),
        # RFC 9110, section 5.6.7: all three forms of a date
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"}, 7),
        ({"Retry-After": "Sunday, 06-Nov-94 08:49:37 GMT"}, 7),
        ({"Retry-After": "Sun Nov  6 08:49:37 1994"}, 7),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:00 GMT"}, 1),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, MAX_RETRY_AFTER_S),
        # Our clock is an hour behind the server's; the server's counts.
        (
            {
                "Retry-After": "Sun, 06 Nov 1994 09:49:50 GMT",
                "Date": "Sun, 06 Nov 1994 09:49:40 GMT",
            },
            10,
        ),
        ({"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "yesterday"}, 7),
    ],
)
def test_retry_delay_is_the_value_of_retry_after(headers: dict[str, str], wait: int) -> None:
    assert retry_delay_s(headers, 1, NOW) == wait


@pytest.mark.parametrize(
    "retry_after", [None, "", "soon", "-1", "1.5", "٣", "Sun, 99 Nov 1994 08:49:37 GMT", "x" * 5000]
)
@pytest.mark.parametrize("attempt", [1, 2, 3, 50])
def test_invalid_retry_after_gets_a_backoff_with_full_jitter(retry_after: str | None, attempt: int) -> None:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    max_backoff_s = BACKOFF_S * 2 ** (min(attempt, MAX_ATTEMPTS) - 1)
    waits = {retry_delay_s(headers, attempt, NOW) for _ in range(400)}
    assert waits == set(range(1, max_backoff_s + 1)), "every second up to the maximum, and no other"
    assert max_backoff_s < MAX_RETRY_PERIOD_S


async def test_backoff_grows_with_the_attempt(
    start_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    url, _ = await start_sandbox()
    waits = [
        (await failed_call(url, "17015550128", attempt=attempt)).params["retry_after_s"]
        for attempt in (1, 2, 3)
    ]
    assert waits == [BACKOFF_S, 2 * BACKOFF_S, 4 * BACKOFF_S]
