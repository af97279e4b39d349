"""How many calls are too many: the section `[limits]`, judged by what the journal counts.

Values only. Voiso suppresses a number after ten calls a day by itself; the repeat window is for the second
click of a hand that was not sure of the first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from voiso_call.config.limit_settings import LimitSettings
from voiso_call.errors import ErrorParams
from voiso_call.protocol.messages import Decision, Reason

MINUTE_S = 60
DAY_S = 24 * 3600


@dataclass(frozen=True)
class RecentCalls:
    """The age in seconds of every call that counts, the newest first."""

    ages_any_number: Sequence[float] = ()  # of any number, within a minute: all that may have reached Voiso
    ages_same_number: Sequence[float] = ()  # of this number, within a day: all that may have rung
    quarantined_journal: str | None = (
        None  # the damaged journal in whose place this one is, until somebody said yes
    )


@dataclass(frozen=True)
class Violation:
    """One thing that speaks against a call."""

    decision: Decision
    reason: Reason
    params: ErrorParams = field(default_factory=dict)


def check_limits(limits: LimitSettings, recent: RecentCalls) -> list[Violation]:
    """Say what speaks against one more call now."""
    found = []
    if recent.quarantined_journal is not None:
        found.append(Violation("confirm", "journal_quarantined", {"file": recent.quarantined_journal}))
    if 0 < limits.per_minute <= len(recent.ages_any_number):
        wait = MINUTE_S - recent.ages_any_number[limits.per_minute - 1]
        found.append(_too_many("too_many_this_minute", limits.per_minute, wait))
    if 0 < limits.per_number_per_day <= len(recent.ages_same_number):
        wait = DAY_S - recent.ages_same_number[limits.per_number_per_day - 1]
        found.append(_too_many("too_many_today", limits.per_number_per_day, wait))
    if recent.ages_same_number and recent.ages_same_number[0] < limits.repeat_window_s:
        found.append(Violation("confirm", "just_called"))
    return found


def _too_many(reason: Reason, limit: int, wait_s: float) -> Violation:
    return Violation("deny", reason, {"limit": limit, "retry_after_s": max(1, math.ceil(wait_s))})
