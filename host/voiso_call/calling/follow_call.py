"""Use case: find out what became of placed calls, from Voiso's call records.

After a call was placed, Voiso is asked a few times, at growing intervals, while this process lives; a later
`follow_call` request asks once. Nothing waits for that: neither the reply about the call, nor another call.
Where Voiso refuses, because the key lacks the scope for the records, it is not asked again for a day.
"""

import asyncio
from datetime import timedelta

from voiso_call.calling.services import Services
from voiso_call.credentials import key_store
from voiso_call.errors import REFUSAL_CODES, CallError, ErrorCode
from voiso_call.protocol.message_parts import FollowState
from voiso_call.protocol.outcome_messages import CallOutcome, Outcome
from voiso_call.store import outcomes
from voiso_call.store.outcomes import PlacedCall, RecordsAccount

# The waits before each question, in seconds: in total a little less than the extension lets an idle host run.
# How soon Voiso has a record is not documented.
WAITS_S: tuple[float, ...] = (5, 15, 40, 80, 120)
MAX_FOLLOWED = 50  # calls at a time; further ones are not followed
MARGIN = timedelta(hours=1)  # around the time of a call: this clock and Voiso's may differ

# Voiso does not show its records to this key, or not in this way: asking again would be refused again.
_REFUSALS = REFUSAL_CODES - {ErrorCode.KEY_REJECTED, ErrorCode.RATE_LIMITED}
# May be over at the next question.
_TRANSIENT = frozenset({ErrorCode.VOISO_UNREACHABLE, ErrorCode.VOISO_FAILED})


class CallFollower:
    """Follows the calls of one agent."""

    def __init__(self, services: Services):
        """Take the shared services."""
        self._services = services
        self._tasks: set[asyncio.Task[None]] = set()
        self._asking = asyncio.Lock()  # one question at a time, which often answers the next one

    async def close(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, call_id: str) -> None:
        """Follow a call that was just placed, in the background."""
        if len(self._tasks) < MAX_FOLLOWED:
            task = asyncio.create_task(self._watch(call_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def follow(self, call_id: str) -> CallOutcome:
        """Return what became of a call; ask Voiso once if that is not known.

        Raises CallError; invalid_request for a call that is not in the history.
        """
        state, outcome = await self._ask(call_id)
        return CallOutcome(call_id=call_id, state=state, outcome=outcome)

    async def _watch(self, call_id: str) -> None:
        """Ask until the outcome is known, Voiso refuses, or WAITS_S is over."""
        for wait_s in WAITS_S:
            await asyncio.sleep(wait_s)
            try:
                state, _ = await self._ask(call_id)
            except CallError as error:
                if error.code not in _TRANSIENT:
                    return
            else:
                if state != "pending":
                    return

    async def _ask(self, call_id: str) -> tuple[FollowState, Outcome | None]:
        journal = self._services.journal
        async with self._asking:
            call = await journal.run(outcomes.find_placed, call_id)
            if call is None:
                raise CallError(ErrorCode.INVALID_REQUEST, "no call of the history has this call ID")
            if call.outcome is None:
                if not await self._read_records(call):
                    return "unavailable", None
                call = await journal.run(outcomes.find_placed, call_id)
        outcome = call.outcome if call else None
        return ("pending" if outcome is None else "ended"), outcome

    async def _read_records(self, call: PlacedCall) -> bool:
        """Read the records around the time of a call into the journal; False if Voiso refuses that."""
        services = self._services
        settings = services.settings()
        key = await asyncio.to_thread(key_store.load, services.paths, settings.key_store)
        account = RecordsAccount(settings.url, key_store.key_hint(key))
        if await services.journal.run(outcomes.is_refused, account, services.clock()):
            return False
        client = services.connect(settings, key)
        try:
            records = await client.list_call_records(
                settings.user_id, call.placed_at - MARGIN, call.placed_at + MARGIN
            )
        except CallError as error:
            if error.code not in _REFUSALS:
                raise
            await services.journal.run(outcomes.record_refusal, account, services.clock())
            return False
        ended = {
            record.call_id: Outcome(disposition=record.disposition, duration_s=record.duration_s)
            for record in records
            if record.has_ended
        }
        await services.journal.run(outcomes.record, ended)
        return True
