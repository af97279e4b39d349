"""Bounded waits for a condition, with an error that tells what was there instead."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TIMEOUT_S = 30.0  # Firefox took half of it for 5,000 numbers, beside eight test processes on two cores
POLL_INTERVAL_S = 0.03  # an evaluation takes a browser about a millisecond


def wait_until(
    condition: Callable[[], T],
    what: str,
    timeout: float = TIMEOUT_S,
    instead: Callable[[], str] | None = None,
) -> T:
    """Call `condition` until its result is truthy, and return that. Raises TimeoutError, with `instead()`."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        if time.monotonic() > deadline:
            actual = instead() if instead else f"the last result was {result!r}"
            raise TimeoutError(f"waited {timeout:g} s for {what}; {actual}")
        time.sleep(POLL_INTERVAL_S)
    return result
