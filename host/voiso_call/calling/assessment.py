"""What a number is judged by, gathered: its readings, the agent's rules and lists, the callee's clock."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings
from voiso_call.policy import evaluate, phone_numbers
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision
from voiso_call.policy.phone_numbers import ParsedNumber, PhoneNumber
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.protocol.messages import CheckNumber, PlaceCall


class CallAssessor:
    """Keeps the do-not-call list that was read last."""

    def __init__(self, paths: AppPaths):
        """Take the agent's places; nothing is opened before it is needed."""
        self._paths = paths
        self._cached_list: tuple[object, DoNotCallList] | None = None

    async def assess(
        self, request: CheckNumber | PlaceCall, settings: Settings, now: datetime
    ) -> "CallAssessment":
        """Read the number, and the text on the page beside it, and find out what else it is judged by."""
        reading, as_written = parse_both(request, settings)
        known = PolicyContext()
        if reading.number is not None:
            known = await asyncio.to_thread(self._context, reading.number, settings, now)
        return CallAssessment(reading, as_written, known, settings)

    def _context(self, number: PhoneNumber, settings: Settings, now: datetime) -> PolicyContext:
        """Ask the list and the clock, where the settings do: either may have to be read from the disk."""
        rules = settings.policy
        return PolicyContext(
            on_do_not_call_list=bool(rules.do_not_call)
            and self._do_not_call_list(settings).contains(number.e164),
            callee_times=phone_numbers.local_times(number, now) if rules.quiet_hours else (),
        )

    def _do_not_call_list(self, settings: Settings) -> DoNotCallList:
        """Keep the list that was read last, for as long as the settings name the same."""
        source = self._paths.config / Path(settings.policy.do_not_call).expanduser()
        which = (source, settings.default_region)
        if self._cached_list is None or self._cached_list[0] != which:
            table = self._paths.do_not_call_table
            self._cached_list = (which, DoNotCallList(source, table, settings.default_region))
        return self._cached_list[1]


@dataclass(frozen=True)
class CallAssessment:
    """A number as it was read, and all it is judged by but for the calls of late."""

    parsed: ParsedNumber
    original: ParsedNumber | None
    context: PolicyContext
    settings: Settings

    def decide(self, recent: RecentCalls) -> PolicyDecision:
        """Say whether it may be called now."""
        settings, known = self.settings, replace(self.context, recent=recent)
        return evaluate.evaluate(self.parsed, self.original, settings.policy, known, settings.limits)


def parse_both(
    request: CheckNumber | PlaceCall, settings: Settings
) -> tuple[ParsedNumber, ParsedNumber | None]:
    """Read the number, and the text on the page beside it, as they would be dialled in the agent's region."""
    region = request.region or settings.default_region
    as_written = (
        phone_numbers.parse(request.original_text, region) if request.original_text is not None else None
    )
    return phone_numbers.parse(request.number, region), as_written
