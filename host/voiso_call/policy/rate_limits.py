"""How many calls are too many: the section `[limits]`, judged by what the journal counts.

Values only. Voiso suppresses a number after ten calls a day by itself; the repeat window is for the second
click of a hand that was not sure of the first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from voiso_call.config.limit_settings import Limits
from voiso_call.errors import Params
from voiso_call.protocol.messages import Decision, Reason

MINUTE_S = 60
DAY_S = 24 * 3600


@dataclass(frozen=True)
class Recent:
    """The age in seconds of every call that counts, the newest first."""

    calls: Sequence[float] = ()  # of any number, within a minute: all that may have reached Voiso
    to_number: Sequence[float] = ()  # of this number, within a day: all that may have rung
    set_aside: str | None = None  # the damaged journal in whose place this one is, until somebody said yes


@dataclass(frozen=True)
class Finding:
    """One thing that speaks against a call."""

    decision: Decision
    reason: Reason
    params: Params = field(default_factory=dict)


def findings(limits: Limits, recent: Recent) -> list[Finding]:
    """Say what speaks against one more call now."""
    found = []
    if recent.set_aside is not None:
        found.append(Finding("confirm", "journal_set_aside", {"file": recent.set_aside}))
    if 0 < limits.per_minute <= len(recent.calls):
        wait = MINUTE_S - recent.calls[limits.per_minute - 1]
        found.append(_too_many("too_many_this_minute", limits.per_minute, wait))
    if 0 < limits.per_number_per_day <= len(recent.to_number):
        wait = DAY_S - recent.to_number[limits.per_number_per_day - 1]
        found.append(_too_many("too_many_today", limits.per_number_per_day, wait))
    if recent.to_number and recent.to_number[0] < limits.repeat_window_s:
        found.append(Finding("confirm", "just_called"))
    return found


def _too_many(reason: Reason, limit: int, wait_s: float) -> Finding:
    return Finding("deny", reason, {"limit": limit, "retry_after_s": max(1, math.ceil(wait_s))})
