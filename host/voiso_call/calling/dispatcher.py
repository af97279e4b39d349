"""One request in, one reply out: policy, Voiso, journal, in the order that keeps the promise.

Read the number, judge it, write it down, dial once, write down how it ended. The same switchboard answers
the browsers (`serve`) and the people (`cli`).
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, TypeVar

from pydantic import SecretStr

from voiso_call import __version__
from voiso_call.calling.assessment import CallAssessor
from voiso_call.config.network_settings import NetworkSettings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings, load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, Code
from voiso_call.policy import phone_numbers
from voiso_call.policy.evaluate import PolicyDecision
from voiso_call.policy.phone_numbers import Number
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.policy.retry import may_retry
from voiso_call.protocol.handshake import CAPABILITIES, PROTOCOL_MAX, PROTOCOL_MIN
from voiso_call.protocol.messages import (
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
    WarmedUp,
    WarmUp,
)
from voiso_call.provisioning.status import read_status
from voiso_call.store.journal import Journal, outcome_unknown_error, timestamp
from voiso_call.voiso.client import MAX_ATTEMPT_S, VoisoClient

P = ParamSpec("P")
T = TypeVar("T")


FOLLOW_S = 0.1  # between two looks at a call that another process dials
TIDY_S = 24 * 3600  # between two times that the journal forgets what is old


def utc_now() -> datetime:
    """Read the clock; tests bring their own."""
    return datetime.now(UTC)


class Switchboard:
    """Answers requests for one agent. Settings are read anew each time, so that `setup` works at once."""

    def __init__(self, paths: AppPaths, clock: Callable[[], datetime] = utc_now):
        """Take the agent's places; nothing is opened before it is needed."""
        self._paths = paths
        self._clock = clock
        self._lines: dict[tuple[str, SecretStr, NetworkSettings], VoisoClient] = {}
        self._in_flight: dict[str, asyncio.Task[Reply]] = {}
        self._opened_journal: Journal | None = None
        self._tidied_at: datetime | None = None
        self._judge = CallAssessor(paths)
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
        """Answer one request. Raises CallError, which the doors turn into a `failure` reply."""
        match request:
            case Hello():
                return HelloReply(
                    host_version=__version__,
                    protocol=ProtocolRange(min=PROTOCOL_MIN, max=PROTOCOL_MAX),
                    capabilities=list(CAPABILITIES),
                )
            case GetStatus():
                return await asyncio.to_thread(read_status, self._paths)
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

    async def forget_calls(self) -> int:
        """Clear the history, and tell how many calls it had. Browsers cannot ask for it."""
        return await self._with_journal(Journal.clear_history, self._clock())

    def _settings(self) -> Settings:
        return load_settings(self._paths.config_file)

    async def _key(self, settings: Settings) -> SecretStr:
        return await asyncio.to_thread(key_store.load, self._paths, settings.key_store)

    def _line(self, settings: Settings, key: SecretStr) -> VoisoClient:
        """Keep one line for each address, key and way there, so that a warm connection is found again.

        An old one stays: a call may be under way on it, and settings change a few times a year.
        """
        which = (settings.url, key, settings.network)
        if which not in self._lines:
            self._lines[which] = VoisoClient(*which)
        return self._lines[which]

    async def _with_journal(
        self, step: Callable[Concatenate[Journal, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run one step of the journal on its own thread; the first one opens the file."""

        def run() -> T:
            if self._opened_journal is None:
                paths = self._paths
                self._opened_journal = Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S)
            self._tidy(self._opened_journal)
            return step(self._opened_journal, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._journal_thread, run)

    def _tidy(self, journal: Journal) -> None:
        """Let the journal forget, once a day. It must stop no call: others tell what is wrong."""
        now = self._clock()
        if self._tidied_at is not None and (now - self._tidied_at).total_seconds() < TIDY_S:
            return
        self._tidied_at = now
        with contextlib.suppress(CallError):
            journal.apply_retention(self._settings().history.retention_days, now)

    async def _check(self, request: CheckNumber) -> NumberChecked:
        settings = self._settings()
        judged = await self._judge.assess(request, settings, self._clock())
        number = judged.parsed.number
        verdict = judged.decide(await self._with_journal(Journal.recent_calls, number, self._clock()))
        time = phone_numbers.local_time(number, self._clock()) if number else None
        return NumberChecked(
            number=number.e164 if number else None,
            country=number.country if number else None,
            number_type=number.number_type if number else "unknown",
            national=number.national if number else None,
            international=number.international if number else None,
            local_time=time.isoformat(timespec="seconds") if time else None,
            decision=verdict.decision,
            reasons=verdict.reasons,
        )

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
        judged = await self._judge.assess(call, settings, self._clock())
        number = judged.parsed.number
        mask = settings.history.mask_numbers

        def judge(recent: RecentCalls) -> PolicyDecision | None:
            verdict = judged.decide(recent)
            may_go = verdict.decision == "allow" or (
                verdict.decision == "confirm" and set(verdict.reasons) <= set(call.confirmed)
            )
            return None if may_go else verdict

        opened = await self._with_journal(Journal.reserve, call, number, self._clock(), judge, mask=mask)
        if isinstance(opened, PolicyDecision):
            if opened.decision == "confirm":
                return ConfirmationNeeded(reasons=opened.reasons, params=opened.params)
            problem = opened.to_error()
            await self._record(Journal.record_refusal, call, number, problem, self._clock(), mask=mask)
            raise problem
        if isinstance(opened, Call):
            return _as_before(await self._ended(opened), number)
        assert number is not None, "the policy denies what is no number"  # noqa: S101
        try:
            call_id = await self._line(settings, await self._key(settings)).place_call(
                settings.user_id,
                number.digits,
                _caller_id(call, settings),
                call.source,
                attempt=opened.attempt,
            )
        except CallError as problem:
            if problem.code is Code.RATE_LIMITED:
                wait = problem.params.get("retry_after_s")
                problem.params["may_retry"] = may_retry(opened.attempt, opened.elapsed_s, wait)
            await self._record(Journal.mark_failed, call.request_id, problem, self._clock())
            raise
        placed_at = self._clock()
        await self._record(Journal.mark_placed, call.request_id, call_id, placed_at)
        return CallPlaced(
            call_id=call_id,
            number=number.e164,
            international=number.international,
            placed_at=timestamp(placed_at),
            repeated=False,
        )

    async def _ended(self, call: Call) -> Call:
        """Wait for how a call ends that another process dials: its answer is the answer here too."""
        while call.state == "dialing":  # no longer than an attempt takes: then it reads as unknown
            await asyncio.sleep(FOLLOW_S)
            found = await self._with_journal(Journal.find, call.request_id, self._clock())
            call = found or call
        return call

    async def _record(
        self, step: Callable[Concatenate[Journal, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write down how a call ended. A disk that fails now must not change what the agent is told.

        The row then stays `dialing` and will read as unknown, which is what the file knows.
        """
        with contextlib.suppress(CallError):
            await self._with_journal(step, *args, **kwargs)


def _caller_id(call: PlaceCall, settings: Settings) -> str | None:
    """Choose the caller ID: the one asked for, or the first configured; without any, Voiso decides.

    Where some are configured, no others are used.
    """
    if call.caller_id is None:
        return settings.caller_ids[0] if settings.caller_ids else None
    if settings.caller_ids and call.caller_id not in settings.caller_ids:
        raise CallError(
            Code.CALLER_ID_REJECTED, "not one of this agent's caller_ids", caller_id=call.caller_id
        )
    return call.caller_id


def _as_before(call: Call, number: Number | None) -> Reply:
    """Answer again what was answered before, from the journal, which may not know the number itself."""
    if call.call_id is not None:
        return CallPlaced(
            call_id=call.call_id,
            number=number.e164 if number else call.number,
            international=number.international if number else call.international,
            placed_at=call.closed_at or call.opened_at,
            repeated=True,
        )
    failure = call.failure or Failure.from_error(outcome_unknown_error())
    # What was due to be sent again, and was not then, is the agent's to decide.
    told = {name: value for name, value in failure.params.items() if name != "may_retry"}
    return failure.model_copy(update={"params": told})


def _repeated(reply: Reply) -> Reply:
    return reply.model_copy(update={"repeated": True}) if isinstance(reply, CallPlaced) else reply
