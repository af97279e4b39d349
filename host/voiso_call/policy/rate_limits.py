"""Rate limits: compares the recent calls in the journal with the section [limits] of the settings.

Voiso itself suppresses a number after ten calls a day. The repeat window catches the second click of an agent
who is not sure that the first one worked.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from voiso_call.config.limit_settings import LimitSettings
from voiso_call.errors import ErrorParams
from voiso_call.protocol.message_parts import Decision, Reason

MINUTE_S = 60
DAY_S = 24 * 3600


@dataclass(frozen=True)
class RecentCalls:
    """The ages in seconds of the calls that count towards the limits, newest first.

    `ages_any_number`: calls to any number within a minute that may have reached Voiso. `ages_same_number`:
    calls to this number within a day that may have rung. `quarantined_journal`: the new name of a damaged
    journal, until the agent has confirmed a call without it.
    """

    ages_any_number: Sequence[float] = ()
    ages_same_number: Sequence[float] = ()
    quarantined_journal: str | None = None


@dataclass(frozen=True)
class Violation:
    """A rule that a call violates: what to do about it, why, and the parameters of the reason's sentence."""

    decision: Decision
    reason: Reason
    params: ErrorParams = field(default_factory=dict)


def check_limits(limits: LimitSettings, recent: RecentCalls) -> list[Violation]:
    """Return every limit that one more call now would violate.

    Also returns journal_quarantined while it is not known which calls a damaged journal held.
    """
    violations = []
    if recent.quarantined_journal is not None:
        params: ErrorParams = {"file": recent.quarantined_journal} if recent.quarantined_journal else {}
        violations.append(Violation("confirm", "journal_quarantined", params))
    if 0 < limits.per_minute <= len(recent.ages_any_number):
        wait_s = MINUTE_S - recent.ages_any_number[limits.per_minute - 1]
        violations.append(_too_many("too_many_this_minute", limits.per_minute, wait_s))
    if 0 < limits.per_number_per_day <= len(recent.ages_same_number):
        wait_s = DAY_S - recent.ages_same_number[limits.per_number_per_day - 1]
        violations.append(_too_many("too_many_today", limits.per_number_per_day, wait_s))
    if recent.ages_same_number and recent.ages_same_number[0] < limits.repeat_window_s:
        violations.append(Violation("confirm", "just_called"))
    return violations


def _too_many(reason: Reason, limit: int, wait_s: float) -> Violation:
    return Violation("deny", reason, {"limit": limit, "retry_after_s": max(1, math.ceil(wait_s))})
