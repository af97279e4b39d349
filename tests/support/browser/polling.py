"""Bounded waits: ask again until it is so, or say what was awaited and what was there instead."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")

TIMEOUT_S = 15.0  # seconds; a loaded two-core machine starts a browser in five
POLL_INTERVAL_S = 0.03  # seconds; a glance costs a browser about a millisecond


def wait_until(
    look: Callable[[], Answer],
    what: str,
    timeout: float = TIMEOUT_S,
    instead: Callable[[], str] | None = None,
) -> Answer:
    """Look until the answer is truthy and return it; `instead` tells what there is when time is up."""
    deadline = time.monotonic() + timeout
    while not (answer := look()):
        if time.monotonic() > deadline:
            seen = instead() if instead else f"the last look saw {answer!r}"
            raise TimeoutError(f"waited {timeout:g} s for {what}; {seen}")
        time.sleep(POLL_INTERVAL_S)
    return answer
