"""The messages between extension and host: the single definition that both sides use.

A message to the host is `{"protocol": 1, "id": <integer>, "request": {"type": ...}}`, a message from the host
is `{"id": <the id of the request>, "reply": {"type": ...}}`. `extension/tools/generate_protocol.py`
translates this file, docstrings included, to TypeScript. The host rejects requests with unknown fields or
other types; the extension accepts replies with further fields.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from voiso_call.errors import CallError, ErrorCode, ErrorParams
from voiso_call.protocol.handshake import MAX_ID, MAX_VERSION_CHARS
from voiso_call.protocol.sanitize import reject_control_chars, strip_control_chars
from voiso_call.strict_model import StrictModel

MAX_HISTORY_PAGE = 100  # calls in one reply, which stays far below 1 MiB even if every field has its maximum


def _unique(reasons: list[str]) -> list[str]:
    """Reject duplicates. Raises ValueError."""
    if len(set(reasons)) < len(reasons):
        raise ValueError("the same reason twice")
    return reasons


class Message(StrictModel):
    """The base class of every message and of every part of one."""


# --- field types and value lists of both directions

RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]  # created once for each click
NumberText = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(reject_control_chars)]
# The text of the number on the page.
OriginalText = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(strip_control_chars)]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
PhoneExtension = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
CallerId = Annotated[str, Field(pattern=r"^[0-9]{3,20}$")]  # without "+", as in Voiso's examples
Origin = Annotated[str, Field(max_length=300, pattern=r"^[a-z][a-z0-9+.-]*://[^/?#\s]*$")]  # without a path
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
    "invalid_number",
]
CallState: TypeAlias = Literal["dialing", "placed", "refused", "failed", "unknown"]


class Source(Message):
    """The CRM record that the number belongs to. Voiso may show `account_id` instead of the number."""

    account_id: SourceText
    system: SourceText | None = None


# --- requests


class Hello(Message):
    """Ask for the host's version and supported protocol versions, before any other request."""

    type: Literal["hello"]
    extension_version: Annotated[str, Field(min_length=1, max_length=MAX_VERSION_CHARS)]


class GetStatus(Message):
    """Ask what is set up on this machine."""

    type: Literal["get_status"]


class WarmUp(Message):
    """Open the connection to Voiso in advance, because a call is likely soon."""

    type: Literal["warm_up"]


class CheckNumber(Message):
    """Ask what `place_call` would do with a number, without calling it."""

    type: Literal["check_number"]
    number: NumberText
    original_text: OriginalText | None = None
    region: Region | None = None


class PlaceCall(Message):
    """Ring the agent's Agent Panel and dial a number.

    `number` is what the agent was shown (E.164) or typed, `original_text` the text on the page. The host
    parses both, and they must be the same number. Requests with the same `request_id` dial at most once.
    `confirmed` holds the reasons of a `confirmation_needed` reply that the agent confirmed.
    """

    type: Literal["place_call"]
    request_id: RequestId
    number: NumberText
    original_text: OriginalText | None = None
    region: Region | None = None
    phone_extension: PhoneExtension | None = None
    caller_id: CallerId | None = None
    source: Source | None = None
    page_origin: Origin | None = None
    trigger: Trigger
    confirmed: Annotated[list[Reason], AfterValidator(_unique)] = Field(default=[], max_length=10)


class GetHistory(Message):
    """Ask for a page of calls, newest first. For the next page set `before` to the `seq` of the last call."""

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
    """The request failed. `params` fill the sentence of `code`; `detail` is English, for the command line."""

    type: Literal["failure"] = "failure"
    code: ErrorCode
    params: ErrorParams
    detail: str

    @classmethod
    def from_error(cls, error: CallError) -> "Failure":
        """Convert an error to a reply."""
        return cls(code=error.code, params=error.params, detail=error.detail)


class ProtocolRange(Message):
    """The protocol versions that a host supports, both ends included."""

    min: int
    max: int


class HelloReply(Message):
    """The host is ready. `capabilities` lists the types of requests that it handles."""

    type: Literal["hello"] = "hello"
    host_version: str
    protocol: ProtocolRange
    capabilities: list[str]


class OneClickPolicy(Message):
    """Where one click on a number calls: on these origins, and where the agent allows it, if agents may."""

    agents_may_allow: bool
    origins: list[str]


class Status(Message):
    """What is set up. `problem` tells what is missing; `key_hint` is the last four characters of the API key.

    `sandbox` is true if calls go to a sandbox on this machine instead of Voiso. `one_click` is null if the
    settings cannot be read.
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
    one_click: OneClickPolicy | None


class WarmedUp(Message):
    """A connection to Voiso is open."""

    type: Literal["warmed_up"] = "warmed_up"


class NumberChecked(Message):
    """What `place_call` would do with a number, and what is known about the number.

    `number` is in E.164 format, or null if the text is not a number; `national` and `international` are
    formatted for display. `country` is ISO 3166-1 alpha-2. `number_type` is "unknown" for a number
    that is not valid, even if `reasons` say what it may cost by its first digits. `local_time` is ISO 8601
    with the callee's UTC offset, or null if the callee may be in time zones with different offsets.
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
    """Voiso accepted the call. `repeated` is true if an earlier request with the same id placed it.

    `number` is in E.164 format, `international` the same number formatted for display.
    """

    type: Literal["call_placed"] = "call_placed"
    call_id: str
    number: str
    international: str
    placed_at: str
    repeated: bool


class ConfirmationNeeded(Message):
    """The agent must confirm the call; then send the same request again with these reasons in `confirmed`.

    `params` fill the sentences of the reasons: `file` is the new name of a damaged journal, `country` the one
    in which a number is not valid (ISO 3166-1 alpha-2), if that is known.
    """

    type: Literal["confirmation_needed"] = "confirmation_needed"
    reasons: list[Reason]
    params: ErrorParams = Field(default={})


class Call(Message):
    """One call of the history. Times are in UTC, RFC 3339.

    `number` is in E.164 format, unless it could not be parsed or was redacted.
    """

    seq: int
    request_id: str
    number: str
    international: str
    original_text: str | None
    phone_extension: str | None
    page_origin: str | None
    trigger: Trigger
    state: CallState
    call_id: str | None
    failure: Failure | None
    requested_at: str
    ended_at: str | None


class History(Message):
    """A page of calls, newest first. `more` is true if there are older ones.

    `quarantined_journal` is the file with earlier calls, if it was damaged and a new journal was started.
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
    """The envelope around a reply. `id` is the id of the request, or 0 if that could not be read."""

    id: int
    reply: Reply
