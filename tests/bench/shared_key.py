"""Simulates agents who share one API key, and so one rate limit: how a burst drains, what load is too much.

Run with the host installed: `.local/venv/bin/python tests/bench/shared_key.py --help`. Nothing is sent and
nothing waits: time is virtual, and the same seed gives the same figures. The waits and the end of retries
are the host's own (`voiso/retry_after.py`, `policy/retry.py`, `calling/follow_call.py`). Voiso documents no
number for its limit, nor how it counts: these are parameters.
"""

import argparse
import heapq
import itertools
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias

from voiso_call.calling.follow_call import WAITS_S
from voiso_call.policy.retry import may_retry
from voiso_call.voiso.retry_after import BACKOFF_S, retry_delay_s

Wait: TypeAlias = Callable[[int], int]  # the seconds after an attempt that was refused, counted from 1

NOW = datetime(2026, 1, 1, tzinfo=UTC)  # only compared with a date in Retry-After, and there is none
MINUTE_S, HOUR_S = 60, 3600
LOADS = (0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1)  # calls that are wanted, as a part of the limit
HORIZON_S = 600  # after the last call was wanted; what is not placed then counts as never placed
SAFE_LOAD = 0.8  # of the limit: above it, more and more calls wait
PAUSE_S = (10, 30)  # after a refusal that the host does not repeat, until an agent presses again


def host_wait(attempt: int) -> int:
    """Return the wait of the host, where Voiso names none."""
    return retry_delay_s({}, attempt, NOW)


# The host's wait, and for comparison what it would be without its random part, or without growing.
WAITS: dict[str, Wait] = {
    "random wait (the host)": host_wait,
    "doubling wait, not random": lambda attempt: BACKOFF_S * 2 ** (attempt - 1),
    "fixed delay": lambda _: BACKOFF_S,
    "no wait": lambda _: 1,
}


@dataclass(frozen=True)
class Limit:
    """A token bucket. With `counts_refused`, a refused request uses up room like one that is accepted."""

    per_minute: float
    burst: float
    counts_refused: bool = False


@dataclass
class Call:
    """One call that an agent wants, and what became of it."""

    wanted_at: float
    pressed_at: float = 0
    attempt: int = 0  # of this press
    presses: int = 0
    refused: int = 0  # requests
    placed_at: float | None = None

    @property
    def waited_s(self) -> float:
        """How long the call took from the first press."""
        return 0.0 if self.placed_at is None else self.placed_at - self.wanted_at


class Simulation:
    """The events of agents and of the limit that they share, in the order of their time."""

    def __init__(self, limit: Limit, wait: Wait, *, read_records_of_s: float | None = None):
        """Take the limit and the waits; with `read_records_of_s`, calls of that length are followed."""
        self._limit = limit
        self._wait = wait
        self._call_length_s = read_records_of_s
        self._room, self._refilled_at = limit.burst, 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self.now = 0.0
        self.requests: Counter[int] = Counter()  # by second

    def run(self, calls: Sequence[Call], until_s: float) -> None:
        """Let the agents press, and go on until every call is placed and followed, or the time is over."""
        for call in calls:
            self._at(call.wanted_at, partial(self._press, call))
        while self._events and self._events[0][0] < until_s:
            self.now, _, event = heapq.heappop(self._events)
            event()

    def _at(self, moment: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (moment, next(self._order), event))

    def _press(self, call: Call) -> None:
        call.presses += 1
        call.pressed_at, call.attempt = self.now, 0
        self._ask(call)

    def _ask(self, call: Call) -> None:
        call.attempt += 1
        if self._is_accepted():
            call.placed_at = self.now
            if self._call_length_s is not None:
                self._read(call, list(WAITS_S))
            return
        call.refused += 1
        wait_s = self._wait(call.attempt)
        if may_retry(call.attempt, self.now - call.pressed_at, wait_s):
            self._at(self.now + wait_s, partial(self._ask, call))
        else:
            self._at(self.now + random.uniform(*PAUSE_S), partial(self._press, call))  # noqa: S311

    def _read(self, call: Call, waits: list[float]) -> None:
        """Ask for the call's record after each wait, until the call has ended or the answer is a refusal."""
        if not waits:
            return

        def ask() -> None:
            is_over = self.now - (call.placed_at or 0) >= (self._call_length_s or 0)
            if self._is_accepted() and not is_over:
                self._read(call, waits[1:])

        self._at(self.now + waits[0], ask)

    def _is_accepted(self) -> bool:
        self.requests[int(self.now)] += 1
        refill = (self.now - self._refilled_at) * self._limit.per_minute / MINUTE_S
        self._room, self._refilled_at = min(self._limit.burst, self._room + refill), self.now
        is_accepted = self._room >= 1
        if is_accepted or self._limit.counts_refused:
            self._room = max(self._room - 1, 0)
        return is_accepted


@dataclass(frozen=True)
class Burst:
    """How a burst drained."""

    calls: int
    placed: int
    requests: int
    next_peak: int  # requests in one second, after those of the burst itself
    by_first_press: int  # calls that their agents had to press once for
    half_s: float  # until half of those were placed that were placed at all
    all_s: float


@dataclass(frozen=True)
class Load:
    """What agents notice at a steady load."""

    calls: int
    requests_per_call: float
    waited: float  # share of calls that were refused at least once
    pressed_again: float  # share of calls for which the agent had to press again
    p95_s: float


def burst(agents: int, limit: Limit, wait: Wait, *, within_s: float = 1, seed: int = 1) -> Burst:
    """Let every agent want one call at almost the same time."""
    random.seed(seed)  # also of the host's own backoff
    calls = [Call(random.uniform(0, within_s)) for _ in range(agents)]  # noqa: S311
    simulation = Simulation(limit, wait)
    simulation.run(calls, HORIZON_S)
    placed = sorted(call.placed_at for call in calls if call.placed_at is not None)
    return Burst(
        calls=agents,
        placed=len(placed),
        requests=simulation.requests.total(),
        next_peak=max(count for second, count in simulation.requests.items() if second > within_s),
        by_first_press=sum(call.presses == 1 and call.placed_at is not None for call in calls),
        half_s=placed[len(placed) // 2],
        all_s=placed[-1],
    )


def steady(
    load: float,
    limit: Limit,
    wait: Wait,
    *,
    hours: float = 0.25,
    read_records_of_s: float | None = None,
    seed: int = 1,
) -> Load:
    """Let calls come at random, `load` times as many as the limit allows, for some hours."""
    random.seed(seed)
    calls: list[Call] = []
    moment = 0.0
    while (moment := moment + random.expovariate(load * limit.per_minute / MINUTE_S)) < hours * HOUR_S:
        calls.append(Call(moment))
    simulation = Simulation(limit, wait, read_records_of_s=read_records_of_s)
    simulation.run(calls, hours * HOUR_S + HORIZON_S)
    return Load(
        calls=len(calls),
        requests_per_call=simulation.requests.total() / len(calls),
        waited=sum(call.refused > 0 for call in calls) / len(calls),
        pressed_again=sum(call.presses > 1 for call in calls) / len(calls),
        p95_s=sorted(call.waited_s for call in calls)[len(calls) * 95 // 100],
    )


def limit_needed(agents: int, calls_an_hour: float, read_records_of_s: float | None = None) -> float:
    """Return the requests a minute that calls make, with room above the load from which calls wait."""
    reads = 0
    if read_records_of_s is not None:
        asked_at = itertools.accumulate(WAITS_S)
        reads = min(sum(moment < read_records_of_s for moment in asked_at) + 1, len(WAITS_S))
    return agents * calls_an_hour / HOUR_S * MINUTE_S * (1 + reads) / SAFE_LOAD


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables."""
    args = _parse(arguments)
    limit = Limit(args.limit, args.burst or args.limit / MINUTE_S, args.counts_refused)
    print(f"{args.agents} agents, one key, {args.limit:g} requests a minute ({limit.burst:g} at once).\n")
    print(
        "| all press at once | placed | with one press | requests | later peak | half placed | all placed |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, wait in WAITS.items():
        row = burst(args.agents, limit, wait, seed=args.seed)
        print(
            f"| {name} | {row.placed:,} | {row.by_first_press:,} | {row.requests:,}"
            f" | {row.next_peak:,} in a second | {row.half_s:.0f} s | {row.all_s:.0f} s |"
        )
    print("\n| calls, of the limit | wait | press again | 95 of 100 placed within | requests for a call |")
    print("|---|---|---|---|---|")
    for load in LOADS:
        result = steady(load, limit, host_wait, read_records_of_s=args.records, seed=args.seed)
        print(
            f"| {load:.0%} | {result.waited:.1%} | {result.pressed_again:.1%}"
            f" | {result.p95_s:.0f} s | {result.requests_per_call:.1f} |"
        )
    needed = limit_needed(args.agents, args.calls, args.records)
    print(f"\n{args.calls:g} calls an hour for each agent need a limit of {needed:,.0f} requests a minute.")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument(
        "--limit", type=float, default=600, metavar="N", help="requests a minute that Voiso accepts"
    )
    parser.add_argument(
        "--burst", type=float, metavar="N", help="requests at once; default: those of a second"
    )
    parser.add_argument("--calls", type=float, default=20, metavar="N", help="calls of each agent in an hour")
    parser.add_argument(
        "--counts-refused", action="store_true", help="refused requests count for the limit, too"
    )
    parser.add_argument(
        "--records",
        type=float,
        metavar="SECONDS",
        help="follow calls of this length (scope reporting.cdrs.read)",
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
