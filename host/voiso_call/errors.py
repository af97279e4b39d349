"""Everything that can go wrong, as codes grouped by who must act.

A code is a promise to the extension, which has one sentence for each in every language: the list
only grows, and a code never changes its meaning.

    Code
    |-- the agent's move      number_invalid  number_blocked  emergency_number  too_many_calls
    |                         agent_unavailable  call_outcome_unknown
    |-- the agent's setup     not_configured  key_missing  key_unavailable
    |-- the admin's move      key_rejected  permission_denied  agent_unknown  caller_id_rejected
    |-- Voiso's, the network  rate_limited  voiso_unreachable  tls_untrusted  voiso_failed  request_rejected
    |-- the installer's       host_missing  host_forbidden  host_crashed  host_silent  version_mismatch
    `-- ours                  invalid_request  frame_too_large  internal
"""

from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool | None
ErrorParams: TypeAlias = dict[str, Scalar | list[str]]

OUTCOME_UNKNOWN = "unknown"  # the param `outcome` of a failure after which a call may be ringing


class Code(StrEnum):
    """What went wrong, for machines. Sentences for people live in the extension's `_locales`."""

    NUMBER_INVALID = "number_invalid"
    NUMBER_BLOCKED = "number_blocked"
    EMERGENCY_NUMBER = "emergency_number"
    TOO_MANY_CALLS = "too_many_calls"
    AGENT_UNAVAILABLE = "agent_unavailable"
    CALL_OUTCOME_UNKNOWN = "call_outcome_unknown"

    NOT_CONFIGURED = "not_configured"
    KEY_MISSING = "key_missing"
    KEY_UNAVAILABLE = "key_unavailable"

    KEY_REJECTED = "key_rejected"
    PERMISSION_DENIED = "permission_denied"
    AGENT_UNKNOWN = "agent_unknown"
    CALLER_ID_REJECTED = "caller_id_rejected"

    RATE_LIMITED = "rate_limited"
    VOISO_UNREACHABLE = "voiso_unreachable"
    TLS_UNTRUSTED = "tls_untrusted"
    VOISO_FAILED = "voiso_failed"
    REQUEST_REJECTED = "request_rejected"

    # Said by the extension of a host that cannot speak for itself. To strangers the host says host_forbidden.
    HOST_MISSING = "host_missing"
    HOST_FORBIDDEN = "host_forbidden"
    HOST_CRASHED = "host_crashed"
    HOST_SILENT = "host_silent"
    VERSION_MISMATCH = "version_mismatch"

    INVALID_REQUEST = "invalid_request"
    FRAME_TOO_LARGE = "frame_too_large"
    INTERNAL = "internal"


# Somebody said no: our policy, or Voiso. Everything else that ends without a call ID just did not work.
REFUSAL_CODES = {
    Code.NUMBER_INVALID,
    Code.NUMBER_BLOCKED,
    Code.EMERGENCY_NUMBER,
    Code.TOO_MANY_CALLS,
    Code.AGENT_UNAVAILABLE,
    Code.KEY_REJECTED,
    Code.PERMISSION_DENIED,
    Code.AGENT_UNKNOWN,
    Code.CALLER_ID_REJECTED,
    Code.RATE_LIMITED,
    Code.REQUEST_REJECTED,
}


class CallError(Exception):
    """The request was not done; `code` says whose move it is.

    `params` fill the extension's sentence (never a secret, never a sentence themselves); `detail`
    is English for logs and the command line. The param `outcome` is "unknown" where a call may be
    ringing all the same: nobody may dial again by itself.
    """

    def __init__(self, code: Code, detail: str, **params: Scalar | list[str]):
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.params: ErrorParams = dict(params)

    @property
    def outcome_unknown(self) -> bool:
        """Whether a call may be ringing although nobody said so."""
        return self.params.get("outcome") == OUTCOME_UNKNOWN
