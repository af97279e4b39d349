"""One request in, one reply out: policy, Voiso, journal, in the order that keeps the promise.

Read the number, judge it, write it down, dial once, write down how it ended. The same switchboard answers
the browsers (`serve`) and the people (`cli`).
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from pydantic import SecretStr

from voiso_call import __version__, config, numbers, policy, vault
from voiso_call.config import Config, Places
from voiso_call.do_not_call import DoNotCall
from voiso_call.errors import Code, Failed
from voiso_call.greeting import CAPABILITIES, PROTOCOL_MAX, PROTOCOL_MIN
from voiso_call.journal import Journal, interrupted, timestamp
from voiso_call.network import Network
from voiso_call.numbers import Number, Reading
from voiso_call.policy import Known, Verdict
from voiso_call.protocol import (
    Call,
    CallPlaced,
    CheckNumber,
    ConfirmationNeeded,
    Failure,
    GetHistory,
    GetStatus,
    Hello,
    HelloReply,
    NumberChecked,
    PlaceCall,
    ProtocolRange,
    Reply,
    Request,
    Status,
    WarmedUp,
    WarmUp,
)
from voiso_call.voiso import LONGEST_ATTEMPT_S, Voiso

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    """Read the clock; tests bring their own."""
    return datetime.now(UTC)


class Switchboard:
    """Answers requests for one agent. Settings are read anew each time, so that `setup` works at once."""

    def __init__(self, places: Places, clock: Callable[[], datetime] = utc_now):
        """Take the agent's places; nothing is opened before it is needed."""
        self._places = places
        self._clock = clock
        self._lines: dict[tuple[str, SecretStr, Network], Voiso] = {}
        self._in_flight: dict[str, asyncio.Task[Reply]] = {}
        self._opened_journal: Journal | None = None
        self._do_not_call: tuple[object, DoNotCall] | None = None
        # SQLite waits for the disk; the event loop must not, and one thread is all a journal allows.
        self._journal_thread = ThreadPoolExecutor(1, "journal")

    async def close(self) -> None:
        """Let go of connections and files. Calls being placed must have ended."""
        for line in self._lines.values():
            await line.close()
        if self._opened_journal is not None:
            await self._with_journal(Journal.close)
        self._journal_thread.shutdown()

    async def answer(self, request: Request) -> Reply:
        """Answer one request. Raises Failed, which the doors turn into a `failure` reply."""
        match request:
            case Hello():
                return HelloReply(
                    host_version=__version__,
                    protocol=ProtocolRange(min=PROTOCOL_MIN, max=PROTOCOL_MAX),
                    capabilities=list(CAPABILITIES),
                )
            case GetStatus():
                return await asyncio.to_thread(status, self._places)
            case WarmUp():
                settings = self._settings()
                await self._line(settings, await self._key(settings)).warm_up()
                return WarmedUp()
            case CheckNumber():
                return await self._check(request)
            case PlaceCall():
                return await self._place_once(request)
            case GetHistory(limit=limit, before=before):
                return await self._with_journal(Journal.history, limit, before, self._clock())

    def _settings(self) -> Config:
        return config.load(self._places.config_file)

    async def _key(self, settings: Config) -> SecretStr:
        return await asyncio.to_thread(vault.load, self._places, settings.key_store)

    def _line(self, settings: Config, key: SecretStr) -> Voiso:
        """Keep one line for each address, key and way there, so that a warm connection is found again.

        An old one stays: a call may be under way on it, and settings change a few times a year.
        """
        which = (settings.url, key, settings.network)
        if which not in self._lines:
            self._lines[which] = Voiso(*which)
        return self._lines[which]

    async def _with_journal(
        self, step: Callable[Concatenate[Journal, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one step of the journal on its own thread; the first one opens the file."""

        def run() -> T:
            if self._opened_journal is None:
                self._opened_journal = Journal(self._places.journal_file, LONGEST_ATTEMPT_S)
            return step(self._opened_journal, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._journal_thread, run)

    async def _check(self, request: CheckNumber) -> NumberChecked:
        reading, verdict = await self._judge(request, self._settings())
        number = reading.number
        time = numbers.local_time(number, self._clock()) if number else None
        return NumberChecked(
            number=number.e164 if number else None,
            country=number.country if number else None,
            kind=number.kind if number else "unknown",
            national=number.national if number else None,
            international=number.international if number else None,
            local_time=time.isoformat(timespec="seconds") if time else None,
            verdict=verdict.decision,
            reasons=verdict.reasons,
        )

    async def _judge(self, request: CheckNumber | PlaceCall, settings: Config) -> tuple[Reading, Verdict]:
        """Read the number, and the text on the page beside it, and say whether it may be called now."""
        reading, as_written = _readings(request, settings)
        known = Known()
        if reading.number is not None:
            known = await asyncio.to_thread(self._known, reading.number, settings)
        return reading, policy.check(reading, as_written, settings.policy, known)

    def _known(self, number: Number, settings: Config) -> Known:
        """Ask the list and the clock, where the settings do: either may have to be read from the disk."""
        rules = settings.policy
        return Known(
            do_not_call=bool(rules.do_not_call) and self._list(settings).holds(number.e164),
            clocks=numbers.local_times(number, self._clock()) if rules.quiet_hours else (),
        )

    def _list(self, settings: Config) -> DoNotCall:
        """Keep the list that was read last, for as long as the settings name the same."""
        source = self._places.config / Path(settings.policy.do_not_call).expanduser()
        which = (source, settings.default_region)
        if self._do_not_call is None or self._do_not_call[0] != which:
            table = self._places.do_not_call_table
            self._do_not_call = (which, DoNotCall(source, table, settings.default_region))
        return self._do_not_call[1]

    async def _place_once(self, call: PlaceCall) -> Reply:
        """Place a call, or join the one that the same gesture already began."""
        running = self._in_flight.get(call.request_id)
        if running is not None:
            return _repeated(await asyncio.shield(running))
        running = asyncio.create_task(self._place(call))
        self._in_flight[call.request_id] = running
        running.add_done_callback(lambda task: self._end(call.request_id, task))
        # Nobody who stops waiting for the answer can stop a call that is being placed.
        return await asyncio.shield(running)

    def _end(self, request_id: str, task: asyncio.Task[Reply]) -> None:
        del self._in_flight[request_id]
        if not task.cancelled():
            task.exception()  # seen, also where nobody waits for it any more: the journal has it

    async def _place(self, call: PlaceCall) -> Reply:
        settings = self._settings()
        reading, verdict = await self._judge(call, settings)
        if verdict.decision == "confirm" and not set(verdict.reasons) <= set(call.confirmed):
            return ConfirmationNeeded(reasons=verdict.reasons)

        before = await self._with_journal(Journal.open, call, reading.number, self._clock())
        if before is not None:
            return _as_before(before)
        try:
            number = verdict.allowed(reading)
            call_id = await self._line(settings, await self._key(settings)).place_call(
                settings.user_id, number.digits, _caller_id(call, settings), call.source
            )
        except Failed as problem:
            await self._record(Journal.close_failed, call.request_id, problem, self._clock())
            raise
        placed_at = self._clock()
        await self._record(Journal.close_placed, call.request_id, call_id, placed_at)
        return CallPlaced(
            call_id=call_id,
            number=number.e164,
            international=number.international,
            placed_at=timestamp(placed_at),
            repeated=False,
        )

    async def _record(
        self, step: Callable[Concatenate[Journal, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write down how a call ended. A disk that fails now must not change what the agent is told.

        The row then stays `dialing` and will read as unknown, which is what the file knows.
        """
        with contextlib.suppress(Failed):
            await self._with_journal(step, *args, **kwargs)


def status(places: Places) -> Status:
    """Tell what is set up: never the key, and what is missing as a coded problem."""
    settings: Config | None = None
    key: SecretStr | None = None
    problem: Failure | None = None
    try:
        settings = config.load(places.config_file)
        key = vault.load(places, settings.key_store)
    except Failed as reason:
        problem = Failure.of(reason)
    return Status(
        configured=problem is None,
        problem=problem,
        cluster=settings.cluster if settings else None,
        sandbox=settings is not None and settings.base_url is not None,
        user_id=settings.user_id if settings else None,
        key_hint=vault.hint(key) if key else None,
        default_region=settings.default_region if settings else None,
        caller_ids=settings.caller_ids if settings else [],
    )


def _readings(request: CheckNumber | PlaceCall, settings: Config) -> tuple[Reading, Reading | None]:
    """Read the number, and the text on the page beside it, as they would be dialled in the agent's region."""
    region = request.region or settings.default_region
    as_written = numbers.read(request.written, region) if request.written is not None else None
    return numbers.read(request.number, region), as_written


def _caller_id(call: PlaceCall, settings: Config) -> str | None:
    """Choose the caller ID: the one asked for, or the first configured; without any, Voiso decides.

    Where some are configured, no others are used.
    """
    if call.caller_id is None:
        return settings.caller_ids[0] if settings.caller_ids else None
    if settings.caller_ids and call.caller_id not in settings.caller_ids:
        raise Failed(Code.CALLER_ID_REJECTED, "not one of this agent's caller_ids", caller_id=call.caller_id)
    return call.caller_id


def _as_before(call: Call) -> Reply:
    """Answer again what was answered before, from the journal."""
    if call.call_id is not None:
        return CallPlaced(
            call_id=call.call_id,
            number=call.number,
            international=call.international,
            placed_at=call.closed_at or call.opened_at,
            repeated=True,
        )
    return call.failure or Failure.of(interrupted())


def _repeated(reply: Reply) -> Reply:
    return reply.model_copy(update={"repeated": True}) if isinstance(reply, CallPlaced) else reply
