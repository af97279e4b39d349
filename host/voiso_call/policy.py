"""May this number be called now? Values in, verdict out: no clock, no file, no network.

The host decides, not the page and not the extension: whatever they send is read again here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiso_call.errors import Code, Failed
from voiso_call.numbers import Number, Reading
from voiso_call.protocol import Decision, Reason
from voiso_call.rules import Kinds, Rules

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
}
_SEVEREST_FIRST: tuple[Decision, ...] = ("deny", "confirm")
_OF_THIS_KIND = (Code.NUMBER_BLOCKED, "numbers of this kind are blocked by this machine's settings")


@dataclass(frozen=True)
class Verdict:
    """Allow, confirm (for every reason given) or deny (for the first)."""

    decision: Decision
    reasons: list[Reason] = field(default_factory=list)

    def allowed(self, reading: Reading) -> Number:
        """Give the number that may be dialled.

        Raises Failed: emergency_number, number_blocked or number_invalid.
        """
        if self.decision == "deny" or reading.number is None:
            reason = self.reasons[0]
            code, words = _DENIALS.get(reason, _OF_THIS_KIND)
            raise Failed(code, words, reason=reason)
        return reading.number


@dataclass(frozen=True)
class Known:
    """What else is known when a number is judged: where the agent's settings ask for it."""

    do_not_call: bool = False  # the number is on the list
    clocks: Sequence[datetime] = ()  # what the callee's clock may show


NO_RULES = Rules()
NOTHING_KNOWN = Known()


def check(
    reading: Reading,
    as_written: Reading | None = None,
    rules: Rules = NO_RULES,
    known: Known = NOTHING_KNOWN,
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
    findings = [
        *_by_place(reading.number, rules),
        *_by_kind(reading.number, rules.kinds),
        *_by_clock(rules, known),
    ]
    denials = [reason for decision, reason in findings if decision == "deny"]
    if denials:
        return Verdict("deny", denials)
    questions = [reason for decision, reason in findings if decision == "confirm"]
    return Verdict("confirm", questions) if questions else Verdict("allow")


def _by_place(number: Number, rules: Rules) -> list[tuple[Decision, Reason]]:
    by_prefix = rules.decided_by_prefix(number.e164)
    if by_prefix == "deny":
        return [("deny", "prefix")]
    if by_prefix is None and not rules.allows_country(number.country):
        return [("deny", "country")]
    return []


def _by_kind(number: Number, kinds: Kinds) -> list[tuple[Decision, Reason]]:
    """Numbers that cost the caller extra: without settings, dialled when the agent has said yes."""
    match number.kind:
        case "premium_rate" | "shared_cost" | "personal" | "satellite":
            return [(getattr(kinds, number.kind), number.kind)]
        case _:
            return []


def _by_clock(rules: Rules, known: Known) -> list[tuple[Decision, Reason]]:
    """Where the callee may be in several time zones, one where it is quiet is enough."""
    quiet = rules.quiet_hours
    if quiet is None or not any(quiet.hold(clock.time()) for clock in known.clocks):
        return []
    return [(quiet.action, "quiet_hours")]
