"""Use case: place a call, at most once for each `request_id`.

1. Assess the number.
2. Reserve the call in the journal: the row is on disk before the request leaves this machine.
3. Ask Voiso, once.
4. Record the outcome in the journal.
"""

import asyncio
import logging
import time

from voiso_call.calling.assessment import CallAssessment, parse_both
from voiso_call.calling.services import MAX_RESERVED_S, Services
from voiso_call.config.settings import Settings
from voiso_call.errors import NOTHING_SENT, OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.policy import number_reading
from voiso_call.policy.evaluate import PolicyDecision
from voiso_call.policy.phone_numbers import PhoneNumber
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.policy.retry import MAX_RETRY_PERIOD_S, may_retry
from voiso_call.protocol.message_parts import Failure
from voiso_call.protocol.messages import Call, CallPlaced, ConfirmationNeeded, PlaceCall, Reply, Source
from voiso_call.protocol.timestamp import timestamp
from voiso_call.store.failures import outcome_unknown_error
from voiso_call.store.journal import Journal, Reservation

POLL_INTERVAL_S = 0.1  # between two checks of a call that another process is placing
MAX_WAIT_S = MAX_RESERVED_S + MAX_RETRY_PERIOD_S  # as long as the journal reports a call as dialing


class CallPlacer:
    """Places calls for one agent. The same call can be requested again, by this process or another."""

    def __init__(self, services: Services):
        """Take the shared services."""
        self._services = services
        self._in_flight: dict[str, tuple[PlaceCall, asyncio.Task[Reply]]] = {}  # by request_id

    async def place(self, call: PlaceCall) -> Reply:
        """Place a call, or wait for the result of an earlier request with the same `request_id`.

        Returns CallPlaced, ConfirmationNeeded, or the Failure of an earlier request. Raises CallError, whose
        `outcome_unknown` is True if the call may be ringing; the code is invalid_request if the earlier
        request was for another number.
        """
        call = _with_extension(call)
        if call.request_id in self._in_flight:
            earlier, in_flight = self._in_flight[call.request_id]
            if not self._is_same_number(earlier, call):
                detail = "this request_id was used for a call to another number"
                raise CallError(ErrorCode.INVALID_REQUEST, detail)
            return _mark_repeated(await asyncio.shield(in_flight))
        task = asyncio.create_task(self._place(call))
        self._in_flight[call.request_id] = (call, task)
        task.add_done_callback(lambda done: self._on_done(call.request_id, done))
        # Shielded: cancelling a caller that waits for the reply must not cancel the call.
        return await asyncio.shield(task)

    def _is_same_number(self, earlier: PlaceCall, call: PlaceCall) -> bool:
        if (earlier.number, earlier.region) == (call.number, call.region):
            return True
        settings = self._services.settings()
        numbers = [parse_both(request, settings)[0].number for request in (earlier, call)]
        return numbers[0] is not None and numbers[0] == numbers[1]

    def _on_done(self, request_id: str, task: asyncio.Task[Reply]) -> None:
        del self._in_flight[request_id]
        if not task.cancelled():
            task.exception()  # marks it as retrieved; else asyncio logs it if no caller waits any more

    async def _place(self, call: PlaceCall) -> Reply:
        services = self._services
        settings = services.settings()
        assessment = await services.assessor.assess(call, settings, services.clock())
        number = assessment.parsed.number
        reserved = await self._reserve(call, assessment, settings)
        match reserved:
            case PolicyDecision():
                return ConfirmationNeeded(reasons=reserved.reasons, params=reserved.params)
            case CallError():
                redact = settings.history.redact_numbers
                await services.journal.try_record(
                    Journal.record_refusal, call, number, reserved, services.clock(), redact=redact
                )
                raise reserved
            case Call():
                return _replay_reply(await self._await_other_process(reserved), number)
            case Reservation():
                assert number is not None, "the policy denies text that is not a number"  # noqa: S101
                return await self._place_reserved(call, number, settings, reserved)

    async def _reserve(
        self, call: PlaceCall, assessment: CallAssessment, settings: Settings
    ) -> Reservation | Call | PolicyDecision | CallError:
        """Reserve the call in the journal; return what prevents it.

        That is an earlier call with the same `request_id`, a decision that the agent has to confirm, or the
        error of a call that is refused.
        """

        def check(recent: RecentCalls) -> PolicyDecision | CallError | None:
            decision = assessment.decide(recent)
            if decision.decision == "deny":
                return decision.to_error()
            if (error := _caller_id_error(call, settings)) is not None:
                return error
            is_confirmed = set(decision.reasons) <= set(call.confirmed)
            return None if decision.decision == "allow" or is_confirmed else decision

        redact = settings.history.redact_numbers
        number = assessment.parsed.number
        now = self._services.clock()
        return await self._services.journal.run(
            lambda journal: journal.reserve(call, number, now, check, redact=redact)
        )

    async def _place_reserved(
        self, call: PlaceCall, number: PhoneNumber, settings: Settings, reservation: Reservation
    ) -> CallPlaced:
        """Ask Voiso to place a reserved call, and record the outcome."""
        journal, clock = self._services.journal, self._services.clock
        may_have_asked = False
        try:
            client = await self._services.client(settings)
            may_have_asked = True
            call_id = await client.place_call(
                settings.user_id,
                number.digits,
                _caller_id(call, settings),
                _allowed_source(call, settings),
                attempt=reservation.attempt,
            )
        except Exception as exception:  # of any type: none may hide that the call may be ringing
            error = exception
            if not isinstance(error, CallError):
                error = _unexpected_error(exception, may_have_asked=may_have_asked)
            if error.code is ErrorCode.RATE_LIMITED:
                retry_after_s = error.params.get("retry_after_s")
                elapsed_s = (clock() - reservation.requested_at).total_seconds()
                error.params["may_retry"] = may_retry(reservation.attempt, elapsed_s, retry_after_s)
            await journal.try_record(Journal.mark_failed, reservation, error, clock())
            raise error from None
        placed_at = clock()
        await journal.try_record(Journal.mark_placed, reservation, call_id, placed_at)
        return CallPlaced(
            call_id=call_id,
            number=number.e164,
            international=number.international,
            placed_at=timestamp(placed_at),
            repeated=False,
        )

    async def _await_other_process(self, call: Call) -> Call:
        """Wait until another process has finished placing the call, and return the row with the outcome.

        The call is `unknown` if its row is gone or cannot be read, because the journal was deleted or damaged
        meanwhile. The journal reports an overdue call as unknown; MAX_WAIT_S also holds if the clock is set
        back.
        """
        unknown = call.model_copy(update={"state": "unknown"})
        deadline = time.monotonic() + MAX_WAIT_S
        while call.state == "dialing":
            if time.monotonic() > deadline:
                return unknown
            await asyncio.sleep(POLL_INTERVAL_S)
            try:
                latest = await self._services.journal.run(
                    Journal.find, call.request_id, self._services.clock()
                )
            except CallError:
                return unknown  # not the error itself, which would say that the call was not placed
            call = latest or unknown
        return call


def _unexpected_error(exception: Exception, *, may_have_asked: bool) -> CallError:
    """Return the error for an exception that nothing expected, and log its type.

    The code tells whether Voiso may have been asked: the agent must not dial again at once then.
    """
    logging.getLogger(__name__).error("unexpected", exc_info=exception)
    error_type = type(exception).__name__
    if not may_have_asked:
        return CallError(ErrorCode.INTERNAL, f"{NOTHING_SENT}{error_type}")
    return CallError(ErrorCode.CALL_OUTCOME_UNKNOWN, error_type, outcome=OUTCOME_UNKNOWN)


def _with_extension(call: PlaceCall) -> PlaceCall:
    """Note the extension or PIN that the number itself names: ",,123#"."""
    digits = number_reading.post_dial_digits(call.number)
    if call.phone_extension is not None or not digits:
        return call
    return call.model_copy(update={"phone_extension": digits})


def _allowed_source(call: PlaceCall, settings: Settings) -> Source | None:
    """Return the CRM record of a call, if the settings allow that it is sent; the call needs none."""
    return call.source if call.source and call.source.system in settings.source.systems else None


def _caller_id(call: PlaceCall, settings: Settings) -> str | None:
    """Return the requested caller ID, else the first configured one, else None: Voiso then decides."""
    if call.caller_id is None:
        return settings.caller_ids[0] if settings.caller_ids else None
    return call.caller_id


def _caller_id_error(call: PlaceCall, settings: Settings) -> CallError | None:
    """Return CallError(caller_id_rejected) if caller IDs are configured, but not the requested one."""
    if call.caller_id is None or not settings.caller_ids or call.caller_id in settings.caller_ids:
        return None
    detail = "the caller ID is not in the setting caller_ids"
    return CallError(ErrorCode.CALLER_ID_REJECTED, detail, caller_id=call.caller_id)


def _replay_reply(call: Call, number: PhoneNumber | None) -> Reply:
    """Build the reply to a repeated request from its row in the journal.

    The number is taken from the request, because it may be redacted in the journal.
    """
    if call.call_id is not None:
        return CallPlaced(
            call_id=call.call_id,
            number=number.e164 if number else call.number,
            international=number.international if number else call.international,
            placed_at=call.ended_at or call.requested_at,
            repeated=True,
        )
    failure = call.failure or Failure.from_error(outcome_unknown_error())
    # Without `may_retry`: a client that missed the time for its automatic retry must ask the agent.
    params = {name: value for name, value in failure.params.items() if name != "may_retry"}
    return failure.model_copy(update={"params": params})


def _mark_repeated(reply: Reply) -> Reply:
    return reply.model_copy(update={"repeated": True}) if isinstance(reply, CallPlaced) else reply
