"""Collects what a decision about a call depends on: parsed numbers, settings, lists and local time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import evaluate, phone_numbers
from voiso_call.policy.evaluate import PolicyContext, PolicyDecision
from voiso_call.policy.phone_numbers import ParsedNumber, PhoneNumber
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.protocol.messages import CheckNumber, PlaceCall
from voiso_call.system import secure_read

if TYPE_CHECKING:
    from voiso_call.policy.do_not_call import DoNotCallList


class CallAssessor:
    """Assesses numbers; keeps the do-not-call list in memory between requests."""

    def __init__(self, paths: AppPaths, max_list_wait_s: float | None = None):
        """Take the paths of the agent's files, and how long to wait while the do-not-call list is read.

        Nothing is opened yet.
        """
        self._paths = paths
        self._max_list_wait_s = max_list_wait_s
        self._cached_list: tuple[object, DoNotCallList] | None = None

    async def assess(
        self, request: CheckNumber | PlaceCall, settings: Settings, now: datetime
    ) -> CallAssessment:
        """Parse the number and the text of the page, and collect the context of the decision.

        Raises CallError(not_configured) if the do-not-call list cannot be read, or not yet.
        """
        parsed, original = parse_both(request, settings)
        context = PolicyContext()
        if parsed.number is not None:
            context = await asyncio.to_thread(self._context, parsed.number, settings, now)
        return CallAssessment(parsed, original, context, settings)

    def _context(self, number: PhoneNumber, settings: Settings, now: datetime) -> PolicyContext:
        """Look up the do-not-call list and the local times, if the settings use them. May block."""
        policy = settings.policy
        if policy.do_not_call:
            self._delete_insecure_cache()
        return PolicyContext(
            on_do_not_call_list=bool(policy.do_not_call)
            and self._do_not_call_list(settings).contains(number.e164),
            callee_times=phone_numbers.local_times(number, now) if policy.quiet_hours else (),
        )

    def _delete_insecure_cache(self) -> None:
        """Delete a cache of the do-not-call list that others could have written; it is then made again."""
        try:
            secure_read.delete_insecure(self._paths.do_not_call_cache)
        except (secure_read.InsecureFileError, OSError) as error:
            problem = str(error)
            detail = f"all calls are blocked while the do-not-call list cannot be cached safely: {problem}"
            raise CallError(ErrorCode.NOT_CONFIGURED, detail, problem=problem) from None

    def _do_not_call_list(self, settings: Settings) -> DoNotCallList:
        """Return the list that the settings name; the same object while file and region stay the same."""
        from voiso_call.policy.do_not_call import DoNotCallList  # few agents have such a list

        cache_key = (settings.policy.do_not_call, settings.default_region)
        if self._cached_list is None or self._cached_list[0] != cache_key:
            numbers = DoNotCallList.from_settings(self._paths, settings, self._max_list_wait_s)
            self._cached_list = (cache_key, numbers)
        return self._cached_list[1]


@dataclass(frozen=True)
class CallAssessment:
    """Everything that the decision about a call depends on, except recent calls."""

    parsed: ParsedNumber
    original: ParsedNumber | None
    context: PolicyContext
    settings: Settings

    def decide(self, recent: RecentCalls) -> PolicyDecision:
        """Decide whether the number may be called now."""
        settings, context = self.settings, replace(self.context, recent=recent)
        return evaluate.evaluate(self.parsed, self.original, settings.policy, context, settings.limits)


def parse_both(
    request: CheckNumber | PlaceCall, settings: Settings
) -> tuple[ParsedNumber, ParsedNumber | None]:
    """Parse the number and, if the request has it, the text of the page.

    The region is that of the request, else the agent's default region.
    """
    region = request.region or settings.default_region
    original = (
        phone_numbers.parse(request.original_text, region) if request.original_text is not None else None
    )
    return phone_numbers.parse(request.number, region), original
