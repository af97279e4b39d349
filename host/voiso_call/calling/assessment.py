"""What a number is judged by, gathered: its readings, the agent's rules and lists, the callee's clock."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings
from voiso_call.policy import evaluate, phone_numbers
from voiso_call.policy.do_not_call import DoNotCall
from voiso_call.policy.evaluate import Known, Verdict
from voiso_call.policy.phone_numbers import Number, Reading
from voiso_call.policy.rate_limits import Recent
from voiso_call.protocol.messages import CheckNumber, PlaceCall


class Judge:
    """Keeps the do-not-call list that was read last."""

    def __init__(self, paths: AppPaths):
        """Take the agent's places; nothing is opened before it is needed."""
        self._paths = paths
        self._do_not_call: tuple[object, DoNotCall] | None = None

    async def judge(self, request: CheckNumber | PlaceCall, settings: Settings, now: datetime) -> "Judged":
        """Read the number, and the text on the page beside it, and find out what else it is judged by."""
        reading, as_written = readings(request, settings)
        known = Known()
        if reading.number is not None:
            known = await asyncio.to_thread(self._known, reading.number, settings, now)
        return Judged(reading, as_written, known, settings)

    def _known(self, number: Number, settings: Settings, now: datetime) -> Known:
        """Ask the list and the clock, where the settings do: either may have to be read from the disk."""
        rules = settings.policy
        return Known(
            do_not_call=bool(rules.do_not_call) and self._list(settings).holds(number.e164),
            clocks=phone_numbers.local_times(number, now) if rules.quiet_hours else (),
        )

    def _list(self, settings: Settings) -> DoNotCall:
        """Keep the list that was read last, for as long as the settings name the same."""
        source = self._paths.config / Path(settings.policy.do_not_call).expanduser()
        which = (source, settings.default_region)
        if self._do_not_call is None or self._do_not_call[0] != which:
            table = self._paths.do_not_call_table
            self._do_not_call = (which, DoNotCall(source, table, settings.default_region))
        return self._do_not_call[1]


@dataclass(frozen=True)
class Judged:
    """A number as it was read, and all it is judged by but for the calls of late."""

    reading: Reading
    as_written: Reading | None
    known: Known
    settings: Settings

    def verdict(self, recent: Recent) -> Verdict:
        """Say whether it may be called now."""
        settings, known = self.settings, replace(self.known, recent=recent)
        return evaluate.check(self.reading, self.as_written, settings.policy, known, settings.limits)


def readings(request: CheckNumber | PlaceCall, settings: Settings) -> tuple[Reading, Reading | None]:
    """Read the number, and the text on the page beside it, as they would be dialled in the agent's region."""
    region = request.region or settings.default_region
    as_written = phone_numbers.read(request.written, region) if request.written is not None else None
    return phone_numbers.read(request.number, region), as_written
