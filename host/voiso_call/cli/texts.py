"""The sentences of the command line: for every error code, reason, type of number and outcome.

They mean the same as those of the extension (`_locales/en/messages.json`); the words are for a terminal.
host_forbidden, key_missing and key_unavailable are here also errors of commands about the allowlist and the
key. `--json` prints codes instead.
"""

from collections.abc import Sequence
from datetime import datetime

from voiso_call.errors import CallError, ErrorCode, ErrorParams
from voiso_call.install.update_advice import update_program
from voiso_call.protocol.message_parts import Decision, Disposition, Failure, NumberType, Reason
from voiso_call.protocol.outcome_messages import Outcome

ERRORS: dict[ErrorCode, str] = {
    ErrorCode.NUMBER_INVALID: "This number cannot be called.",
    ErrorCode.NUMBER_BLOCKED: "This number is blocked.",
    ErrorCode.EMERGENCY_NUMBER: "Emergency numbers cannot be called with Click-to-Call. Use a phone.",
    ErrorCode.TOO_MANY_CALLS: "Too many calls in a short time.",
    ErrorCode.AGENT_UNAVAILABLE: "Voiso cannot ring you now.",
    ErrorCode.CALL_OUTCOME_UNKNOWN: "It is not known whether the call was placed.",
    ErrorCode.NOT_CONFIGURED: "Click-to-Call is not set up on this computer.",
    ErrorCode.KEY_MISSING: "The API key is missing or invalid.",
    ErrorCode.KEY_UNAVAILABLE: "The API key cannot be read or stored.",
    ErrorCode.HISTORY_UNAVAILABLE: "The history of calls cannot be written.",
    ErrorCode.KEY_REJECTED: "Voiso did not accept the API key.",
    ErrorCode.PERMISSION_DENIED: "You are not allowed to start calls.",
    ErrorCode.AGENT_UNKNOWN: "Voiso does not know your user ID.",
    ErrorCode.CALLER_ID_REJECTED: "This caller ID cannot be used.",
    ErrorCode.RATE_LIMITED: "Voiso is receiving too many requests.",
    ErrorCode.VOISO_UNREACHABLE: "Voiso cannot be reached.",
    ErrorCode.TLS_UNTRUSTED: "The connection to Voiso cannot be trusted.",
    ErrorCode.VOISO_FAILED: "Voiso returned an error.",
    ErrorCode.REQUEST_REJECTED: "Voiso did not accept the call.",
    ErrorCode.HOST_MISSING: "The Click-to-Call program was not found on this computer.",
    ErrorCode.HOST_FORBIDDEN: "The list of development extensions cannot be trusted.",
    ErrorCode.HOST_CRASHED: "The Click-to-Call program stopped unexpectedly.",
    ErrorCode.HOST_SILENT: "The Click-to-Call program does not respond.",
    ErrorCode.VERSION_MISMATCH: "Two parts of Click-to-Call have different versions.",
    ErrorCode.INVALID_REQUEST: "The request was not understood.",
    ErrorCode.MESSAGE_TOO_LARGE: "The request was too large.",
    ErrorCode.INTERNAL: "Something went wrong in Click-to-Call.",
}

# For codes whose details do not say what to do.
_ADVICE: dict[ErrorCode, str] = {
    ErrorCode.AGENT_UNKNOWN: "Ask your administrator for your user ID, then run voiso-call setup.",
    ErrorCode.CALLER_ID_REJECTED: "Ask your administrator which caller IDs you may use.",
    ErrorCode.VOISO_UNREACHABLE: "Check your network connection or VPN, and the cluster.",
    ErrorCode.VOISO_FAILED: "Tell your administrator if it happens again.",
    ErrorCode.REQUEST_REJECTED: "Tell your administrator which number you called.",
    ErrorCode.INTERNAL: "Tell your administrator if it happens again.",
}

REASONS: dict[Reason, str] = {
    "not_a_number": "This is not a complete phone number. Add the country code, as in +44 20 7946 0000.",
    "leading_zero": "No number begins with 0 in this country. Check it, or add the country code, as in +44.",
    "unknown_country_code": "There is no such country code. Check the digits after the plus sign.",
    "emergency": "Emergency numbers cannot be called with Click-to-Call. Use a phone.",
    "too_short": "Short numbers cannot be called with Click-to-Call.",
    "text_mismatch": "The number does not match the text on the page.",
    "premium_rate": "This is a premium rate number: the call may be expensive.",
    "shared_cost": "This is a shared cost number: the call may cost more than usual.",
    "personal": "This is a personal number that forwards calls: the call may cost more than usual.",
    "satellite": "This is a satellite or worldwide network number: the call may be very expensive.",
    "service_code": "Codes with * or # are network commands. They cannot be called with Click-to-Call.",
    "blocked_prefix": "Numbers with this prefix are blocked on this computer.",
    "blocked_country": "The country of this number is not allowed on this computer, or is not known.",
    "do_not_call": "This number is on the do-not-call list.",
    "quiet_hours": "It is too early or too late to call at the local time of this number.",
    "just_called": "You called this number just now.",
    "too_many_this_minute": "You have reached the limit of calls in a minute on this computer.",
    "too_many_today": "You have reached the limit of calls to this number in a day on this computer.",
    "journal_quarantined": "The call history was damaged. You may have called this number before.",
    "invalid_number": "This is not a valid phone number.",
}

DECISIONS: dict[Decision, str] = {
    "allow": "This number may be called.",
    "confirm": "A call needs your confirmation.",
    "deny": "A call would be refused.",
}

NUMBER_TYPES: dict[NumberType, str] = {
    "fixed_line": "landline",
    "mobile": "mobile",
    "fixed_line_or_mobile": "landline or mobile",
    "toll_free": "toll-free",
    "premium_rate": "premium rate",
    "shared_cost": "shared cost",
    "voip": "internet telephony",
    "personal": "personal number",
    "pager": "pager",
    "uan": "company number",
    "voicemail": "voicemail",
    "satellite": "satellite",
    "unknown": "unknown type",
}


OUTCOMES: dict[Disposition, str] = {
    "answered": "Answered",
    "busy": "Busy",
    "no_answer": "No answer",
    "rejected": "Declined",
    "failed": "Could not be connected",
    "machine_answered": "A machine answered",
    "system_reject": "Refused by Voiso",
}


def outcome_text(outcome: Outcome) -> str:
    """Tell how a call ended, and how long it took, ringing included: `Answered, 2:05`."""
    ending = OUTCOMES[outcome.disposition] if outcome.disposition else "Ended"
    if outcome.disposition not in ("answered", "machine_answered") or outcome.duration_s is None:
        return ending
    minutes, seconds = divmod(outcome.duration_s, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{ending}, {clock}:{seconds:02}"


def reasons_text(
    reasons: Sequence[Reason], params: ErrorParams | None = None, region: str | None = None
) -> str:
    """Join the sentences of reasons, with the parameters of a denial or confirmation.

    `region` is the one in which a number without "+" was read.
    """
    sentences = [REASONS[reason] for reason in reasons]
    if region and "not_a_number" in reasons:
        index = reasons.index("not_a_number")
        sentences[index] = f"Not a complete number in {region}. Add the country code, as in +44 20 7946 0000."
    params = params or {}
    if "invalid_number" in reasons and (country := params.get("country")):
        sentences[reasons.index("invalid_number")] = f"This is not a valid phone number in {country}."
    if "journal_quarantined" in reasons and (file := params.get("file")):
        sentences.append(f"The damaged history is kept in {file}.")
    if isinstance(wait_s := params.get("retry_after_s"), int):
        sentences.append(f"Call again in {duration(wait_s)}.")
    return " ".join(sentences)


def failure_text(failure: CallError | Failure, region: str | None = None) -> str:
    """Describe why a request failed, and what to do about it. The code is left out."""
    if reason := _denial_reason(failure):
        return reasons_text([reason], failure.params, region)
    parts = [failure_sentence(failure), _advice(failure), _as_sentence(failure.detail)]
    return " ".join(part for part in parts if part)


def _advice(failure: CallError | Failure) -> str | None:
    if failure.code is ErrorCode.VERSION_MISMATCH and failure.params.get("update") == "host":
        return f"{update_program()}."
    return _ADVICE.get(failure.code)


def error_line(error: CallError, region: str | None = None) -> str:
    """Return the line on stderr for a request that failed; it ends with the code. `region` as above."""
    return f"voiso-call: {failure_text(error, region)} [{error.code}]"


def failure_sentence(failure: CallError | Failure) -> str:
    """Say in one sentence why a request failed."""
    if reason := _denial_reason(failure):
        return REASONS[reason]
    if failure.code is ErrorCode.PERMISSION_DENIED and "scope" in failure.params:
        return "The API key is not allowed to read the list of agents."
    if failure.code is ErrorCode.NOT_CONFIGURED and "field" in failure.params:
        return "A setting is wrong."
    if failure.code is ErrorCode.NOT_CONFIGURED and failure.params.get("store") == "journal":
        return "Other users of this computer can change the history of calls."
    if failure.code is ErrorCode.NOT_CONFIGURED and "file" in failure.params:
        return "The settings cannot be used."
    return ERRORS[failure.code]


def _denial_reason(failure: CallError | Failure) -> Reason | None:
    """Return the reason of a call that the policy denied, else None."""
    return next((reason for reason in REASONS if reason == failure.params.get("reason")), None)


def number_text(international: str, country: str | None, number_type: NumberType) -> str:
    """Describe a number: `+44 20 7946 0000, GB, landline`."""
    return ", ".join(part for part in (international, country, NUMBER_TYPES[number_type]) if part)


def time_there(local_time: str) -> str:
    """Return the callee's local time, given in ISO 8601: `14:05 there`."""
    return f"{datetime.fromisoformat(local_time):%H:%M} there"


def duration(seconds: int) -> str:
    """Return a duration in its largest suitable unit, rounded up."""
    for unit, unit_s in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * unit_s:
            return f"{-(-seconds // unit_s)} {unit}"
    return f"{seconds} s"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 call`, `2 calls`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _as_sentence(text: str) -> str:
    """Begin a detail with a capital letter, unless it begins with a path or the name of a setting.

    No period is added: many details end with a command, which people copy.
    """
    return text[:1].upper() + text[1:] if text.partition(" ")[0].rstrip(";,").isalpha() else text
