"""Decides whether a number may be called now. Pure: the caller passes in time, history and lists.

The host decides. It trusts neither the page nor the extension, and parses again what they send.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.policy_settings import NumberTypeActions, PolicySettings
from voiso_call.errors import CallError, ErrorCode, ErrorParams
from voiso_call.policy.number_reading import MIN_DIALABLE_DIGITS
from voiso_call.policy.phone_numbers import ParsedNumber, PhoneNumber
from voiso_call.policy.rate_limits import RecentCalls, Violation, check_limits
from voiso_call.protocol.message_parts import Decision, Reason

_DENIALS: dict[Reason, tuple[ErrorCode, str]] = {
    "emergency": (ErrorCode.EMERGENCY_NUMBER, "emergency numbers are never dialled; use a phone"),
    "service_code": (ErrorCode.NUMBER_BLOCKED, "service codes with * or # are never dialled"),
    "too_short": (
        ErrorCode.NUMBER_BLOCKED,
        f"numbers with fewer than {MIN_DIALABLE_DIGITS} digits are never dialled",
    ),
    "not_a_number": (ErrorCode.NUMBER_INVALID, "not a complete number; write it with + and the country code"),
    "leading_zero": (ErrorCode.NUMBER_INVALID, "no number of this country begins with 0"),
    "unknown_country_code": (ErrorCode.NUMBER_INVALID, "no country has this country code"),
    "text_mismatch": (ErrorCode.NUMBER_INVALID, "the number differs from the text on the page"),
    "do_not_call": (ErrorCode.NUMBER_BLOCKED, "the number is on the do-not-call list"),
    "blocked_prefix": (ErrorCode.NUMBER_BLOCKED, "a prefix in policy.blocked_prefixes matches the number"),
    "blocked_country": (
        ErrorCode.NUMBER_BLOCKED,
        "policy.allowed_countries or policy.blocked_countries rules out a country that it may belong to",
    ),
    "invalid_number": (ErrorCode.NUMBER_BLOCKED, "policy.number_types denies numbers that are not valid"),
    "quiet_hours": (
        ErrorCode.NUMBER_BLOCKED,
        "quiet hours: it is too early or too late for the callee",
    ),
    "too_many_this_minute": (ErrorCode.TOO_MANY_CALLS, "the limit of calls in a minute is reached"),
    "too_many_today": (ErrorCode.TOO_MANY_CALLS, "the limit of calls to this number in a day is reached"),
}
_NUMBER_TYPE_DENIAL = (ErrorCode.NUMBER_BLOCKED, "policy.number_types denies numbers of this type")
_SEVERITY_ORDER: tuple[Decision, ...] = ("deny", "confirm")


@dataclass(frozen=True)
class PolicyDecision:
    """Allow, confirm or deny a call, with all reasons of that severity.

    The agent has to confirm every reason. A denial is reported with the first. `params` fill the placeholders
    of the sentences: of all reasons to confirm, or of the first reason to deny.
    """

    decision: Decision
    reasons: list[Reason] = field(default_factory=list)
    params: ErrorParams = field(default_factory=dict)

    def to_error(self) -> CallError:
        """Convert a denial to a CallError with the code of its first reason."""
        reason = self.reasons[0]
        code, detail = _DENIALS.get(reason, _NUMBER_TYPE_DENIAL)
        if wait_s := self.params.get("retry_after_s"):
            detail += f"; call again in {wait_s} s"
        return CallError(code, detail, reason=reason, **self.params)


NO_RECENT_CALLS = RecentCalls()


@dataclass(frozen=True)
class PolicyContext:
    """What a decision depends on besides the number and the settings.

    `callee_times` holds the local time in every time zone that the callee may be in, if quiet hours are set.
    """

    on_do_not_call_list: bool = False
    callee_times: Sequence[datetime] = ()
    recent: RecentCalls = NO_RECENT_CALLS


def evaluate(
    parsed: ParsedNumber,
    original: ParsedNumber | None,
    policy: PolicySettings,
    context: PolicyContext,
    limits: LimitSettings,
) -> PolicyDecision:
    """Decide about a call. `original` is the parsed text of the page, which must be the same number.

    Emergency numbers, service codes, short numbers and text that is not a number are denied before any
    setting is applied, so that no setting can allow them.
    """
    candidates = [parsed] if original is None else [parsed, original]
    if any(candidate.is_emergency for candidate in candidates):
        return PolicyDecision("deny", ["emergency"])
    if any(candidate.is_service_code for candidate in candidates):
        return PolicyDecision("deny", ["service_code"])
    if any(candidate.is_too_short for candidate in candidates):
        # More digits would not make it a number.
        is_hopeless = parsed.problem == "unknown_country_code"
        return PolicyDecision("deny", ["unknown_country_code" if is_hopeless else "too_short"])
    if parsed.number is None:
        return PolicyDecision("deny", [parsed.problem or "not_a_number"])
    if original is not None and original.number != parsed.number:
        return PolicyDecision("deny", ["text_mismatch"])
    if context.on_do_not_call_list:
        return PolicyDecision("deny", ["do_not_call"])
    violations = [
        *_check_prefix_and_country(parsed.number, policy),
        *_check_number_type(parsed.number, policy.number_types),
        *_check_quiet_hours(policy, context),
        *check_limits(limits, context.recent),
    ]
    for decision in _SEVERITY_ORDER:
        severe = [violation for violation in violations if violation.decision == decision]
        if severe:
            reported = severe[:1] if decision == "deny" else severe
            params = {name: value for violation in reported for name, value in violation.params.items()}
            return PolicyDecision(decision, [violation.reason for violation in severe], params)
    return PolicyDecision("allow")


def _check_prefix_and_country(number: PhoneNumber, policy: PolicySettings) -> list[Violation]:
    by_prefix = policy.prefix_decision(number.e164)
    if by_prefix == "deny":
        return [Violation("deny", "blocked_prefix")]
    if by_prefix is None and not policy.allows_countries(number.possible_countries):
        return [Violation("deny", "blocked_country")]
    return []


def _check_number_type(number: PhoneNumber, actions: NumberTypeActions) -> list[Violation]:
    """Check numbers that cost the caller extra or are not valid. By default the agent has to confirm them."""
    violations = [
        Violation(getattr(actions, costly_type), costly_type) for costly_type in number.costly_types
    ]
    if not number.is_valid:
        params: ErrorParams = {} if number.country is None else {"country": number.country}
        violations.append(Violation(actions.invalid, "invalid_number", params))
    return violations


def _check_quiet_hours(policy: PolicySettings, context: PolicyContext) -> list[Violation]:
    """Check the callee's local time. If several time zones are possible, one with quiet hours is enough."""
    quiet = policy.quiet_hours
    if quiet is None or not any(quiet.contains(moment.time()) for moment in context.callee_times):
        return []
    return [Violation(quiet.action, "quiet_hours")]
