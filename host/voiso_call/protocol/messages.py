"""What extension and host can say to each other, said once.

Every frame to the host is `{"protocol": 1, "id": <int>, "request": {"type": ...}}`, every frame from it
`{"id": <the same>, "reply": {"type": ...}}`. `extension/generate.py` writes this file as TypeScript.
Unknown fields are refused, types are strict, and an error never repeats the input.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from voiso_call.errors import CallError, Code, ErrorParams
from voiso_call.protocol.framing import MAX_ID
from voiso_call.protocol.handshake import MAX_VERSION_CHARS
from voiso_call.protocol.sanitize import reject_control_chars, strip_control_chars
from voiso_call.strict_model import StrictModel

MAX_HISTORY_PAGE = 100  # calls a page: with every field at its longest still far below 1 MiB


def _unique(reasons: list[str]) -> list[str]:
    """Refuse to hear the same yes twice."""
    if len(set(reasons)) < len(reasons):
        raise ValueError("the same reason twice")
    return reasons


class Message(StrictModel):
    """The base of every message and part of one."""


# --- words that both directions use

RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]  # made by the gesture, once
NumberText = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(reject_control_chars)]
OriginalText = Annotated[
    str, Field(min_length=1, max_length=256), AfterValidator(strip_control_chars)
]  # as the page has it
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
Extension = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
CallerId = Annotated[str, Field(pattern=r"^[0-9]{3,20}$")]  # digits, as Voiso's examples write it
Origin = Annotated[str, Field(max_length=300, pattern=r"^[a-z][a-z0-9+.-]*://[^/?#\s]*$")]
SourceText = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(reject_control_chars)]
Trigger: TypeAlias = Literal["click", "menu", "popup", "tel_link", "cli"]
NumberType: TypeAlias = Literal[
    "fixed_line",
    "mobile",
    "fixed_line_or_mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal",
    "pager",
    "uan",
    "voicemail",
    "satellite",
    "unknown",
]
Decision: TypeAlias = Literal["allow", "confirm", "deny"]
Reason: TypeAlias = Literal[
    "not_a_number",
    "emergency",
    "too_short",
    "text_mismatch",
    "premium_rate",
    "shared_cost",
    "personal",
    "satellite",
    "service_code",
    "blocked_prefix",
    "blocked_country",
    "do_not_call",
    "quiet_hours",
    "just_called",
    "too_many_this_minute",
    "too_many_today",
    "journal_quarantined",
]
CallState: TypeAlias = Literal["dialing", "placed", "refused", "failed", "unknown"]


class Source(Message):
    """The CRM record the number came from. Voiso may show `account_id` in place of the number."""

    account_id: SourceText
    system: SourceText | None = None


# --- requests


class Hello(Message):
    """Who is there, and what do you speak? Answered by `greeting`, before this file is imported."""

    type: Literal["hello"]
    extension_version: Annotated[str, Field(min_length=1, max_length=MAX_VERSION_CHARS)]


class GetStatus(Message):
    """What is set up here?"""

    type: Literal["get_status"]


class WarmUp(Message):
    """A call is likely soon: open the connection to Voiso."""

    type: Literal["warm_up"]


class CheckNumber(Message):
    """What would `place_call` say to this number?"""

    type: Literal["check_number"]
    number: NumberText
    original_text: OriginalText | None = None
    region: Region | None = None


class PlaceCall(Message):
    """Ring the agent's Agent Panel and dial this number.

    `number` is the E.164 the agent was shown (or what they typed), `written` the text on the page: both
    are read again and must agree. The same `request_id` never dials twice.
    """

    type: Literal["place_call"]
    request_id: RequestId
    number: NumberText
    original_text: OriginalText | None = None
    region: Region | None = None
    extension: Extension | None = None
    caller_id: CallerId | None = None
    source: Source | None = None
    page: Origin | None = None
    trigger: Trigger
    confirmed: Annotated[list[Reason], AfterValidator(_unique)] = Field(default=[], max_length=10)


class GetHistory(Message):
    """The newest calls first; `before` is the `seq` of the oldest call already seen."""

    type: Literal["get_history"]
    limit: Annotated[int, Field(ge=1, le=MAX_HISTORY_PAGE)]
    before: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None


Request: TypeAlias = Annotated[
    Hello | GetStatus | WarmUp | CheckNumber | PlaceCall | GetHistory, Field(discriminator="type")
]


class RequestEnvelope(Message):
    """The envelope around a request."""

    protocol: Annotated[int, Field(ge=1)]
    id: Annotated[int, Field(ge=0, le=MAX_ID)]
    request: Request


# --- replies


class Failure(Message):
    """Not done. `code` says whose move it is, `params` fill its sentence, `detail` is English for logs."""

    type: Literal["failure"] = "failure"
    code: Code
    params: ErrorParams
    detail: str

    @classmethod
    def from_error(cls, problem: CallError) -> "Failure":
        """Say an exception as a reply."""
        return cls(code=problem.code, params=problem.params, detail=problem.detail)


class ProtocolRange(Message):
    """The protocol versions that a host speaks, both ends included."""

    min: int
    max: int


class HelloReply(Message):
    """Here is the host, and what it can do."""

    type: Literal["hello"] = "hello"
    host_version: str
    protocol: ProtocolRange
    capabilities: list[str]


class Status(Message):
    """What is set up: never the key, only its last four characters. `problem` says what is missing.

    `sandbox` is true where calls go to a stand-in on this machine instead of Voiso.
    """

    type: Literal["status"] = "status"
    configured: bool
    problem: Failure | None
    cluster: str | None
    sandbox: bool
    user_id: int | None
    key_hint: str | None
    default_region: Region | None
    caller_ids: list[str]


class WarmedUp(Message):
    """A connection to Voiso is open."""

    type: Literal["warmed_up"] = "warmed_up"


class NumberChecked(Message):
    """What `place_call` would do with a number, and what is known of it.

    `number` is E.164 (null where none can be read), `national` and `international` are for the eye,
    `country` is ISO 3166-1 alpha-2, `local_time` ISO 8601 with the callee's offset where there is only one.
    """

    type: Literal["number_checked"] = "number_checked"
    number: str | None
    country: str | None
    number_type: NumberType
    national: str | None
    international: str | None
    local_time: str | None
    decision: Decision
    reasons: list[Reason]


class CallPlaced(Message):
    """Voiso accepted the call; `repeated` where this request had been answered before.

    `number` is E.164, `international` the same for the eye.
    """

    type: Literal["call_placed"] = "call_placed"
    call_id: str
    number: str
    international: str
    placed_at: str
    repeated: bool


class ConfirmationNeeded(Message):
    """Ask the agent, then send the same request again with these reasons in `confirmed`.

    `params` fill the reasons' sentences: `file`, the journal that was set aside.
    """

    type: Literal["confirmation_needed"] = "confirmation_needed"
    reasons: list[Reason]
    params: ErrorParams = Field(default={})


class Call(Message):
    """One row of the history. Times are UTC, RFC 3339; an unreadable or masked `number` is for the eye."""

    seq: int
    request_id: str
    number: str
    international: str
    original_text: str | None
    extension: str | None
    page: str | None
    trigger: Trigger
    state: CallState
    call_id: str | None
    failure: Failure | None
    opened_at: str
    closed_at: str | None


class History(Message):
    """A page of calls, newest first; `more` where older ones exist.

    `set_aside` is the file with the calls before these, where that was damaged and another was begun.
    """

    type: Literal["history"] = "history"
    calls: list[Call]
    more: bool
    quarantined_journal: str | None = None


Reply: TypeAlias = Annotated[
    HelloReply | Status | WarmedUp | NumberChecked | CallPlaced | ConfirmationNeeded | History | Failure,
    Field(discriminator="type"),
]


class ReplyEnvelope(Message):
    """The envelope around a reply: `id` is the request's, or 0 where that could not be read."""

    id: int
    reply: Reply
