"""The messages between extension and host: the single definition that both sides use.

A message to the host is `{"protocol": 1, "id": <integer>, "request": {"type": ...}}`, a message from the host
is `{"id": <the id of the request>, "reply": {"type": ...}}`. `extension/tools/generate_protocol.py`
translates this file, docstrings included, to TypeScript, and so `message_parts.py`, `setup_messages.py` and
`outcome_messages.py`, of which it is made. The host rejects requests with unknown fields or other types; the
extension accepts replies with further fields.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field

from voiso_call.errors import ErrorParams
from voiso_call.protocol.handshake import MAX_ID, MAX_VERSION_CHARS
from voiso_call.protocol.message_parts import (
    E164,
    CallerId,
    CallState,
    Decision,
    Failure,
    Message,
    NumberText,
    NumberType,
    Origin,
    OriginalText,
    PhoneExtension,
    Reason,
    Region,
    RequestId,
    SetupField,
    SourceText,
    Trigger,
)
from voiso_call.protocol.outcome_messages import CallOutcome, FollowCall, Outcome
from voiso_call.protocol.setup_messages import Agents, CheckSetup, Configure, FindAgents, SetupChecked

MAX_FORMATTED_NUMBERS = 500  # in one request: as many as the popup lists
MAX_HISTORY_PAGE = 100  # calls in one reply, which stays below 1 MiB even if every field has its maximum


def _unique(reasons: list[str]) -> list[str]:
    """Reject duplicates. Raises ValueError."""
    if len(set(reasons)) < len(reasons):
        raise ValueError("the same reason twice")
    return reasons


# --- requests


class Source(Message):
    """The CRM record that the number belongs to, sent to Voiso if the settings of the host allow its system.

    Voiso may show `account_id` instead of the number.
    """

    account_id: SourceText
    system: SourceText | None = None


class ProtocolRange(Message):
    """The protocol versions that one side speaks, both ends included."""

    min: int
    max: int


class Hello(Message):
    """Say which versions the extension is and speaks, and ask for those of the host, before anything else.

    The only request whose unknown fields are ignored: a newer extension must learn that the host is older.
    """

    model_config = ConfigDict(extra="ignore")

    type: Literal["hello"]
    extension_version: Annotated[str, Field(min_length=1, max_length=MAX_VERSION_CHARS)]
    protocol: ProtocolRange | None = None


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


class FormatNumbers(Message):
    """Ask how numbers in E.164 format are written for display, for lists of them."""

    type: Literal["format_numbers"]
    numbers: Annotated[list[E164], Field(max_length=MAX_FORMATTED_NUMBERS)]


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


class ClearHistory(Message):
    """Delete the history. Calls in progress stay; the reply is what is left of it."""

    type: Literal["clear_history"]


Request: TypeAlias = Annotated[
    Hello
    | GetStatus
    | WarmUp
    | CheckNumber
    | FormatNumbers
    | PlaceCall
    | GetHistory
    | ClearHistory
    | FollowCall
    | Configure
    | FindAgents
    | CheckSetup,
    Field(discriminator="type"),
]


class RequestEnvelope(Message):
    """The envelope around a request."""

    protocol: Annotated[int, Field(ge=1)]
    id: Annotated[int, Field(ge=0, le=MAX_ID)]
    request: Request


# --- replies


class HelloReply(Message):
    """The host is ready. `capabilities` lists the types of requests that it handles.

    `installed_by` is "deb", "msi", "script" or "pip", and empty where that is not known.
    """

    type: Literal["hello"] = "hello"
    host_version: str
    protocol: ProtocolRange
    installed_by: str
    capabilities: list[str]


class OneClickPolicy(Message):
    """Where one click on a number calls: on these origins, and where the agent allows it, if agents may."""

    agents_may_allow: bool
    origins: list[str]


class Status(Message):
    """What is set up. `problem` is the first thing that prevents every call, as far as it is known.

    `missing` names what is not set up yet; it is empty for settings that cannot be read. `key_hint` is the
    last four characters of the API key. `sandbox` is true if calls go to a sandbox on this machine instead of
    Voiso. `one_click` is null if the settings cannot be read. `source_systems` are the CRM systems for which
    the ID of a record is sent with a call.
    """

    type: Literal["status"] = "status"
    configured: bool
    problem: Failure | None
    missing: list[SetupField]
    cluster: str | None
    sandbox: bool
    user_id: int | None
    key_hint: str | None
    default_region: Region | None
    caller_ids: list[str]
    one_click: OneClickPolicy | None
    source_systems: list[str]


class WarmedUp(Message):
    """A connection to Voiso is open."""

    type: Literal["warmed_up"] = "warmed_up"


class NumberChecked(Message):
    """What `place_call` would do with a number, and what is known about the number.

    `number` is in E.164 format, or null if the text is not a number; `national` and `international` are
    formatted for display. `country` is ISO 3166-1 alpha-2. `number_type` is "unknown" for a number
    that is not valid, even if `reasons` say what it may cost by its first digits. `local_time` is ISO 8601
    with the callee's UTC offset, or null if the callee may be in time zones with different offsets.
    `phone_extension` is the extension or PIN that the text names. `as_typed` is the text in the groups in
    which its country writes it, also if it is not complete; null if it holds more than a number.
    """

    type: Literal["number_checked"] = "number_checked"
    number: str | None
    country: str | None
    number_type: NumberType
    national: str | None
    international: str | None
    local_time: str | None
    phone_extension: str | None
    as_typed: str | None
    decision: Decision
    reasons: list[Reason]


class NumbersFormatted(Message):
    """The numbers of a request in the same order, each as in `international` of other replies."""

    type: Literal["numbers_formatted"] = "numbers_formatted"
    international: list[str]


class CallPlaced(Message):
    """Voiso accepted the call. `repeated` is true if an earlier request with the same id placed it.

    `number` is in E.164 format, `international` the same number formatted for display. `placed_at` is UTC,
    RFC 3339.
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

    `number` is in E.164 format, unless it could not be parsed or was redacted. `outcome` is null while it is
    not known how the call ended.
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
    outcome: Outcome | None


class History(Message):
    """A page of calls, newest first. `more` is true if there are older ones.

    `quarantined_journal` is the file with earlier calls, if it was damaged and a new journal was started.
    """

    type: Literal["history"] = "history"
    calls: list[Call]
    more: bool
    quarantined_journal: str | None = None


Reply: TypeAlias = Annotated[
    HelloReply
    | Status
    | WarmedUp
    | NumberChecked
    | NumbersFormatted
    | CallPlaced
    | ConfirmationNeeded
    | History
    | CallOutcome
    | Agents
    | SetupChecked
    | Failure,
    Field(discriminator="type"),
]


class ReplyEnvelope(Message):
    """The envelope around a reply. `id` is the id of the request, or 0 if that could not be read."""

    id: int
    reply: Reply
