"""May this number be called now? Values in, verdict out: no clock, no file, no network.

The host decides, not the page and not the extension: whatever they send is read again here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiso_call.config.limit_settings import LimitSettings
from voiso_call.config.policy_settings import NumberTypeActions, PolicySettings
from voiso_call.errors import CallError, Code, ErrorParams
from voiso_call.policy.phone_numbers import Number, ParsedNumber
from voiso_call.policy.rate_limits import RecentCalls, Violation, check_limits
from voiso_call.protocol.messages import Decision, Reason

_DENIALS: dict[Reason, tuple[Code, str]] = {
    "emergency": (Code.EMERGENCY_NUMBER, "emergency numbers are never dialled from here"),
    "service_code": (Code.NUMBER_BLOCKED, "codes with * or # are never dialled from here"),
    "too_short": (Code.NUMBER_BLOCKED, "numbers of fewer than 7 digits are never dialled from here"),
    "not_a_number": (Code.NUMBER_INVALID, "not a complete number; write it with + and the country code"),
    "text_mismatch": (Code.NUMBER_INVALID, "the number and the text on the page do not say the same"),
    "do_not_call": (Code.NUMBER_BLOCKED, "on the do-not-call list"),
    "blocked_prefix": (
        Code.NUMBER_BLOCKED,
        "numbers that begin like this are blocked by this machine's settings",
    ),
    "blocked_country": (
        Code.NUMBER_BLOCKED,
        "numbers of this country are blocked by this machine's settings",
    ),
    "quiet_hours": (Code.NUMBER_BLOCKED, "it is too early or too late where the callee is"),
    "too_many_this_minute": (Code.TOO_MANY_CALLS, "more calls a minute than the settings allow"),
    "too_many_today": (
        Code.TOO_MANY_CALLS,
        "more calls of this number a day than the settings allow",
    ),
}
_SEVERITY_ORDER: tuple[Decision, ...] = ("deny", "confirm")
_NUMBER_TYPE_DENIAL = (Code.NUMBER_BLOCKED, "numbers of this kind are blocked by this machine's settings")


@dataclass(frozen=True)
class PolicyDecision:
    """Allow, confirm (for every reason given) or deny (for the first)."""

    decision: Decision
    reasons: list[Reason] = field(default_factory=list)
    params: ErrorParams = field(default_factory=dict)  # of the reasons' sentences

    def to_error(self) -> CallError:
        """Say a denial: emergency_number, number_blocked, too_many_calls or number_invalid."""
        reason = self.reasons[0]
        code, words = _DENIALS.get(reason, _NUMBER_TYPE_DENIAL)
        return CallError(code, words, reason=reason, **self.params)


NO_RECENT_CALLS = RecentCalls()


@dataclass(frozen=True)
class PolicyContext:
    """What else is known when a number is judged: where the agent's settings ask for it."""

    on_do_not_call_list: bool = False  # the number is on the list
    callee_times: Sequence[datetime] = ()  # what the callee's clock may show
    recent: RecentCalls = NO_RECENT_CALLS


DEFAULT_RULES = PolicySettings()
DEFAULT_LIMITS = LimitSettings()
EMPTY_CONTEXT = PolicyContext()


def evaluate(
    parsed: ParsedNumber,
    original: ParsedNumber | None = None,
    rules: PolicySettings = DEFAULT_RULES,
    context: PolicyContext = EMPTY_CONTEXT,
    limits: LimitSettings = DEFAULT_LIMITS,
) -> PolicyDecision:
    """Judge a number; `as_written` is the reading of the text the agent saw, which must say the same."""
    readings = [parsed] if original is None else [parsed, original]
    if any(each.is_emergency for each in readings):
        return PolicyDecision("deny", ["emergency"])
    if any(each.is_service_code for each in readings):
        return PolicyDecision("deny", ["service_code"])
    if any(each.is_too_short for each in readings):
        return PolicyDecision("deny", ["too_short"])
    if parsed.number is None:
        return PolicyDecision("deny", ["not_a_number"])
    if original is not None and original.number != parsed.number:
        return PolicyDecision("deny", ["text_mismatch"])
    if context.on_do_not_call_list:
        return PolicyDecision("deny", ["do_not_call"])
    violations = [
        *_check_region(parsed.number, rules),
        *_check_number_type(parsed.number, rules.number_types),
        *_check_quiet_hours(rules, context),
        *check_limits(limits, context.recent),
    ]
    for decision in _SEVERITY_ORDER:
        if reasons := [each.reason for each in violations if each.decision == decision]:
            params = [each.params for each in violations if each.decision == decision and each.params]
            return PolicyDecision(decision, reasons, params[0] if params else {})
    return PolicyDecision("allow")


def _check_region(number: Number, rules: PolicySettings) -> list[Violation]:
    by_prefix = rules.prefix_decision(number.e164)
    if by_prefix == "deny":
        return [Violation("deny", "blocked_prefix")]
    if by_prefix is None and not rules.allows_country(number.country):
        return [Violation("deny", "blocked_country")]
    return []


def _check_number_type(number: Number, kinds: NumberTypeActions) -> list[Violation]:
    """Numbers that cost the caller extra: without settings, dialled when the agent has said yes."""
    match number.number_type:
        case "premium_rate" | "shared_cost" | "personal" | "satellite":
            return [Violation(getattr(kinds, number.number_type), number.number_type)]
        case _:
            return []


def _check_quiet_hours(rules: PolicySettings, known: PolicyContext) -> list[Violation]:
    """Where the callee may be in several time zones, one where it is quiet is enough."""
    quiet = rules.quiet_hours
    if quiet is None or not any(quiet.contains(clock.time()) for clock in known.callee_times):
        return []
    return [Violation(quiet.action, "quiet_hours")]
