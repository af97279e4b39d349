"""May this number be called now? Values in, verdict out: no clock, no file, no network.

The host decides, not the page and not the extension: whatever they send is read again here.
"""

from dataclasses import dataclass, field

from voiso_call.errors import Code, Failed
from voiso_call.numbers import Number, Reading
from voiso_call.protocol import Decision, Kind, Reason

# Numbers that cost the caller extra are dialled only when the agent has seen the reason and said yes.
_CONFIRM_KINDS: dict[Kind, Reason] = {
    "premium_rate": "premium_rate",
    "shared_cost": "shared_cost",
    "personal": "personal",
    "satellite": "satellite",
}

_DENIALS: dict[Reason, tuple[Code, str]] = {
    "emergency": (Code.EMERGENCY_NUMBER, "emergency numbers are never dialled from here"),
    "short": (Code.NUMBER_BLOCKED, "numbers of fewer than 7 digits are never dialled from here"),
    "not_a_number": (Code.NUMBER_INVALID, "not a complete number; write it with + and the country code"),
    "readings_differ": (Code.NUMBER_INVALID, "the number and the text on the page do not say the same"),
}


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
            code, words = _DENIALS[reason]
            raise Failed(code, words, reason=reason)
        return reading.number


def check(reading: Reading, as_written: Reading | None = None) -> Verdict:
    """Judge a number; `as_written` is the reading of the text the agent saw, which must say the same."""
    readings = [reading] if as_written is None else [reading, as_written]
    if any(each.emergency for each in readings):
        return Verdict("deny", ["emergency"])
    if any(each.short for each in readings):
        return Verdict("deny", ["short"])
    if reading.number is None:
        return Verdict("deny", ["not_a_number"])
    if as_written is not None and as_written.number != reading.number:
        return Verdict("deny", ["readings_differ"])
    reason = _CONFIRM_KINDS.get(reading.number.kind)
    return Verdict("allow") if reason is None else Verdict("confirm", [reason])
