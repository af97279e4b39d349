"""May this number be called now? Values in, verdict out: no clock, no file, no network.

The host decides, not the page and not the extension: whatever they send is read again here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiso_call.config.limit_settings import Limits
from voiso_call.config.policy_settings import Kinds, Rules
from voiso_call.errors import Code, Failed, Params
from voiso_call.policy.phone_numbers import Number, Reading
from voiso_call.policy.rate_limits import Finding, Recent, findings
from voiso_call.protocol.messages import Decision, Reason

_DENIALS: dict[Reason, tuple[Code, str]] = {
    "emergency": (Code.EMERGENCY_NUMBER, "emergency numbers are never dialled from here"),
    "command": (Code.NUMBER_BLOCKED, "codes with * or # are never dialled from here"),
    "short": (Code.NUMBER_BLOCKED, "numbers of fewer than 7 digits are never dialled from here"),
    "not_a_number": (Code.NUMBER_INVALID, "not a complete number; write it with + and the country code"),
    "readings_differ": (Code.NUMBER_INVALID, "the number and the text on the page do not say the same"),
    "do_not_call": (Code.NUMBER_BLOCKED, "on the do-not-call list"),
    "prefix": (Code.NUMBER_BLOCKED, "numbers that begin like this are blocked by this machine's settings"),
    "country": (Code.NUMBER_BLOCKED, "numbers of this country are blocked by this machine's settings"),
    "quiet_hours": (Code.NUMBER_BLOCKED, "it is too early or too late where the callee is"),
    "too_many_this_minute": (Code.TOO_MANY_CALLS, "more calls a minute than the settings allow"),
    "too_many_today": (
        Code.TOO_MANY_CALLS,
        "more calls of this number a day than the settings allow",
    ),
}
_SEVEREST_FIRST: tuple[Decision, ...] = ("deny", "confirm")
_OF_THIS_KIND = (Code.NUMBER_BLOCKED, "numbers of this kind are blocked by this machine's settings")


@dataclass(frozen=True)
class Verdict:
    """Allow, confirm (for every reason given) or deny (for the first)."""

    decision: Decision
    reasons: list[Reason] = field(default_factory=list)
    params: Params = field(default_factory=dict)  # of the reasons' sentences

    def refusal(self) -> Failed:
        """Say a denial: emergency_number, number_blocked, too_many_calls or number_invalid."""
        reason = self.reasons[0]
        code, words = _DENIALS.get(reason, _OF_THIS_KIND)
        return Failed(code, words, reason=reason, **self.params)


NOTHING_RECENT = Recent()


@dataclass(frozen=True)
class Known:
    """What else is known when a number is judged: where the agent's settings ask for it."""

    do_not_call: bool = False  # the number is on the list
    clocks: Sequence[datetime] = ()  # what the callee's clock may show
    recent: Recent = NOTHING_RECENT


NO_RULES = Rules()
USUAL_LIMITS = Limits()
NOTHING_KNOWN = Known()


def check(
    reading: Reading,
    as_written: Reading | None = None,
    rules: Rules = NO_RULES,
    known: Known = NOTHING_KNOWN,
    limits: Limits = USUAL_LIMITS,
) -> Verdict:
    """Judge a number; `as_written` is the reading of the text the agent saw, which must say the same."""
    readings = [reading] if as_written is None else [reading, as_written]
    if any(each.emergency for each in readings):
        return Verdict("deny", ["emergency"])
    if any(each.command for each in readings):
        return Verdict("deny", ["command"])
    if any(each.short for each in readings):
        return Verdict("deny", ["short"])
    if reading.number is None:
        return Verdict("deny", ["not_a_number"])
    if as_written is not None and as_written.number != reading.number:
        return Verdict("deny", ["readings_differ"])
    if known.do_not_call:
        return Verdict("deny", ["do_not_call"])
    against = [
        *_by_place(reading.number, rules),
        *_by_kind(reading.number, rules.kinds),
        *_by_clock(rules, known),
        *findings(limits, known.recent),
    ]
    for decision in _SEVEREST_FIRST:
        if reasons := [each.reason for each in against if each.decision == decision]:
            params = [each.params for each in against if each.decision == decision and each.params]
            return Verdict(decision, reasons, params[0] if params else {})
    return Verdict("allow")


def _by_place(number: Number, rules: Rules) -> list[Finding]:
    by_prefix = rules.decided_by_prefix(number.e164)
    if by_prefix == "deny":
        return [Finding("deny", "prefix")]
    if by_prefix is None and not rules.allows_country(number.country):
        return [Finding("deny", "country")]
    return []


def _by_kind(number: Number, kinds: Kinds) -> list[Finding]:
    """Numbers that cost the caller extra: without settings, dialled when the agent has said yes."""
    match number.kind:
        case "premium_rate" | "shared_cost" | "personal" | "satellite":
            return [Finding(getattr(kinds, number.kind), number.kind)]
        case _:
            return []


def _by_clock(rules: Rules, known: Known) -> list[Finding]:
    """Where the callee may be in several time zones, one where it is quiet is enough."""
    quiet = rules.quiet_hours
    if quiet is None or not any(quiet.hold(clock.time()) for clock in known.clocks):
        return []
    return [Finding(quiet.action, "quiet_hours")]
