"""The messages about what became of a placed call; `messages.py` lists them with all others."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from voiso_call.protocol.message_parts import Disposition, FollowState, Message
from voiso_call.protocol.sanitize import reject_control_chars

# --- requests


class FollowCall(Message):
    """Ask what became of a placed call. The API key needs the scope `reporting.cdrs.read`.

    Voiso is asked once at most, and not if the answer is known already. What its answer tells about other
    calls of the history is written there, too.
    """

    type: Literal["follow_call"]
    call_id: Annotated[str, Field(min_length=1, max_length=128), AfterValidator(reject_control_chars)]


# --- replies


class Outcome(Message):
    """How a call ended, by Voiso's record of it.

    `disposition` is null for one that Voiso does not document for click-to-call. `duration_s` is the time
    from the beginning to the end of the record, in which the phones ring too; null if that is not known.
    """

    disposition: Disposition | None
    duration_s: int | None


class CallOutcome(Message):
    """What became of a call: `outcome` is null unless `state` is "ended".

    `state` is "pending" while Voiso has no record of the call, or one without an end, and "unavailable" if
    Voiso does not let this API key read its records.
    """

    type: Literal["call_outcome"] = "call_outcome"
    call_id: str
    state: FollowState
    outcome: Outcome | None
