"""Use case: tell what placing a call to a number would do, without calling it."""

from datetime import datetime

from voiso_call.calling.services import Services
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import number_reading, phone_numbers
from voiso_call.policy.phone_numbers import PhoneNumber
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.policy.typed_number import format_typed
from voiso_call.protocol.messages import CheckNumber, NumberChecked
from voiso_call.store.journal import Journal


async def check_number(request: CheckNumber, services: Services) -> NumberChecked:
    """Assess a number as `place_call` would. Raises CallError(not_configured) or internal."""
    now = services.clock()
    settings = services.settings()
    region = request.region or settings.default_region
    assessment = await services.assessor.assess(request, settings, now)
    number = assessment.parsed.number
    decision = assessment.decide(await _recent_calls(services, number, now))
    local_time = phone_numbers.local_time(number, now) if number else None
    return NumberChecked(
        number=number.e164 if number else None,
        country=number.country if number else None,
        number_type=number.number_type if number else "unknown",
        national=number.national if number else None,
        international=number.international if number else None,
        local_time=local_time.isoformat(timespec="seconds") if local_time else None,
        phone_extension=number_reading.named_extension(request.number, region),
        as_typed=format_typed(request.number, region),
        decision=decision.decision,
        reasons=decision.reasons,
    )


async def _recent_calls(services: Services, number: PhoneNumber | None, now: datetime) -> RecentCalls:
    """Return the calls that count towards the limits; none if the disk does not let the journal be opened.

    The status reports that, and no call is placed; what else is known of the number is told nevertheless.
    """
    try:
        return await services.journal.run(Journal.recent_calls, number, now)
    except CallError as error:
        if error.code is not ErrorCode.HISTORY_UNAVAILABLE:
            raise
        return RecentCalls()
