"""What a number is judged by, gathered: its readings, the agent's rules and lists, the callee's clock."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voiso_call import numbers, policy
from voiso_call.config import Config, Places
from voiso_call.do_not_call import DoNotCall
from voiso_call.limits import Recent
from voiso_call.numbers import Number, Reading
from voiso_call.policy import Known, Verdict
from voiso_call.protocol import CheckNumber, PlaceCall


class Judge:
    """Keeps the do-not-call list that was read last."""

    def __init__(self, places: Places):
        """Take the agent's places; nothing is opened before it is needed."""
        self._places = places
        self._do_not_call: tuple[object, DoNotCall] | None = None

    async def judge(self, request: CheckNumber | PlaceCall, settings: Config, now: datetime) -> "Judged":
        """Read the number, and the text on the page beside it, and find out what else it is judged by."""
        reading, as_written = readings(request, settings)
        known = Known()
        if reading.number is not None:
            known = await asyncio.to_thread(self._known, reading.number, settings, now)
        return Judged(reading, as_written, known, settings)

    def _known(self, number: Number, settings: Config, now: datetime) -> Known:
        """Ask the list and the clock, where the settings do: either may have to be read from the disk."""
        rules = settings.policy
        return Known(
            do_not_call=bool(rules.do_not_call) and self._list(settings).holds(number.e164),
            clocks=numbers.local_times(number, now) if rules.quiet_hours else (),
        )

    def _list(self, settings: Config) -> DoNotCall:
        """Keep the list that was read last, for as long as the settings name the same."""
        source = self._places.config / Path(settings.policy.do_not_call).expanduser()
        which = (source, settings.default_region)
        if self._do_not_call is None or self._do_not_call[0] != which:
            table = self._places.do_not_call_table
            self._do_not_call = (which, DoNotCall(source, table, settings.default_region))
        return self._do_not_call[1]


@dataclass(frozen=True)
class Judged:
    """A number as it was read, and all it is judged by but for the calls of late."""

    reading: Reading
    as_written: Reading | None
    known: Known
    settings: Config

    def verdict(self, recent: Recent) -> Verdict:
        """Say whether it may be called now."""
        settings, known = self.settings, replace(self.known, recent=recent)
        return policy.check(self.reading, self.as_written, settings.policy, known, settings.limits)


def readings(request: CheckNumber | PlaceCall, settings: Config) -> tuple[Reading, Reading | None]:
    """Read the number, and the text on the page beside it, as they would be dialled in the agent's region."""
    region = request.region or settings.default_region
    as_written = numbers.read(request.written, region) if request.written is not None else None
    return numbers.read(request.number, region), as_written
