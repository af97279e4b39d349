"""What messages are made of: their base class, the types of fields, the lists of values, and `Failure`."""

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from voiso_call.errors import CallError, ErrorCode, ErrorParams
from voiso_call.protocol.sanitize import reject_control_chars, strip_control_chars
from voiso_call.strict_model import StrictModel


class Message(StrictModel):
    """The base class of every message and of every part of one."""


RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]  # created once for each click
NumberText = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(reject_control_chars)]
E164 = Annotated[str, Field(pattern=r"^\+[0-9]{7,15}$")]
# The text of the number on the page.
OriginalText = Annotated[str, Field(min_length=1, max_length=256), AfterValidator(strip_control_chars)]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
PhoneExtension = Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]
CallerId = Annotated[str, Field(pattern=r"^[0-9]{3,20}$")]  # without "+", as in Voiso's examples
Origin = Annotated[str, Field(max_length=300, pattern=r"^[a-z][a-z0-9+.-]*://[^/?#\s]*$")]  # without a path
SettingText = Annotated[str, Field(max_length=300)]  # the rules of the settings decide the rest
SearchText = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(reject_control_chars)]
SourceText = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(reject_control_chars)]
Trigger: TypeAlias = Literal["click", "menu", "shortcut", "omnibox", "popup", "tel_link", "cli"]
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
    "leading_zero",
    "unknown_country_code",
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
# How a call can end: what Voiso documents for click-to-call.
Disposition: TypeAlias = Literal[
    "answered", "busy", "no_answer", "rejected", "failed", "machine_answered", "system_reject"
]
FollowState: TypeAlias = Literal["ended", "pending", "unavailable"]
KeyStore: TypeAlias = Literal["keyring", "file"]
SetupField: TypeAlias = Literal["cluster", "user_id", "api_key"]  # without which no call can be placed
# Of these, only a call can tell the last three.
SetupCheckName: TypeAlias = Literal[
    "settings", "key", "cluster", "key_accepted", "agent", "key_scope", "click_to_call", "agent_available"
]
CheckOutcome: TypeAlias = Literal["ok", "failed", "not_checked"]


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
