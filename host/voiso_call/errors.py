"""Every error code of the protocol, grouped by who can fix the problem.

The extension has one sentence for each code in every language. Codes are therefore append-only: none is
removed, and none changes its meaning.

    ErrorCode
    |-- the agent can fix           number_invalid  number_blocked  emergency_number  too_many_calls
    |                               agent_unavailable  call_outcome_unknown
    |-- setup is incomplete         not_configured  key_missing  key_unavailable  history_unavailable
    |-- an administrator can fix    key_rejected  permission_denied  agent_unknown  caller_id_rejected
    |-- Voiso or the network        rate_limited  voiso_unreachable  tls_untrusted  voiso_failed
    |                               request_rejected
    |-- installation is broken      host_missing  host_forbidden  host_crashed  host_silent
    |                               version_mismatch
    `-- a bug in this software      invalid_request  message_too_large  internal

The parameters that a failure may have, each only where it is known. The sentences of the extension depend on
these names. The extension adds `outcome` to every code of its own after it has sent a call.

    number_invalid        reason  status  fields  messages
    number_blocked        reason  country
    emergency_number      reason
    too_many_calls        reason  limit  retry_after_s
    agent_unavailable     status  fields  messages
    call_outcome_unknown  outcome  phase
    not_configured        problem  file  line  field  cause  store  set_for_all
    key_missing           field  problem
    key_unavailable       file  store  reason
    history_unavailable   file
    key_rejected
    permission_denied     scope
    agent_unknown         status  fields  messages
    caller_id_rejected    caller_id  status  fields  messages
    rate_limited          retry_after_s  may_retry
    voiso_unreachable     phase  proxy  proxy_status
    tls_untrusted         phase  cause
    voiso_failed          status  outcome
    request_rejected      status  fields  messages
    host_missing          cause
    host_forbidden        file
    host_crashed
    host_silent
    version_mismatch      update  installed_by  field
    invalid_request       field
    message_too_large     limit
    internal              file  phase

    caller_id      string  the caller ID that is not among those of the settings
    cause          string  of not_configured "unreadable", of host_missing "python_gone", of tls_untrusted
                           the reason, as `voiso.tls` lists them
    country        string  ISO 3166-1 alpha-2
    field          string  the setting, or the field of the message, like `policy.do_not_call`
    fields         list    the fields that Voiso's answer names
    file           string  the path of the file that cannot be used
    installed_by   string  by what the side that is too old was installed: `system.installed_by`
    limit          number  how many calls, or bytes of a message, are allowed
    line           number  in `file`; null if not known
    may_retry      boolean whether the same click may be sent once more after `retry_after_s`
    messages       list    what Voiso's answer says, in English
    outcome        string  "unknown": the call may be ringing despite the error
    phase          string  how far the request came: a `voiso.delivery.Phase` in lower case
    problem        string  what is wrong, one English sentence
    proxy          boolean true: the proxy failed
    proxy_status   number  the HTTP status of the proxy; null if it sent none
    reason         string  a `Reason`; of key_unavailable "silent", "locked" or "absent"
    retry_after_s  number  seconds until the next attempt
    scope          string  the scope that the API key lacks
    set_for_all    boolean true: an administrator has set this for all users
    status         number  the HTTP status of Voiso's answer
    store          string  "keyring" or "journal": what cannot be used
    update         string  who has to update: "host", "extension" or "page"
"""

from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool | None
ErrorParams: TypeAlias = dict[str, Scalar | list[str]]

NOTHING_SENT = "nothing was sent: "  # begins the detail of an error where that is certain
OUTCOME_UNKNOWN = "unknown"  # value of the parameter `outcome` if the call may be ringing despite the error


class ErrorCode(StrEnum):
    """An error code. The sentences that people read are in the extension's `_locales`."""

    NUMBER_INVALID = "number_invalid"
    NUMBER_BLOCKED = "number_blocked"
    EMERGENCY_NUMBER = "emergency_number"
    TOO_MANY_CALLS = "too_many_calls"
    AGENT_UNAVAILABLE = "agent_unavailable"
    CALL_OUTCOME_UNKNOWN = "call_outcome_unknown"

    NOT_CONFIGURED = "not_configured"
    KEY_MISSING = "key_missing"
    KEY_UNAVAILABLE = "key_unavailable"
    HISTORY_UNAVAILABLE = "history_unavailable"

    KEY_REJECTED = "key_rejected"
    PERMISSION_DENIED = "permission_denied"
    AGENT_UNKNOWN = "agent_unknown"
    CALLER_ID_REJECTED = "caller_id_rejected"

    RATE_LIMITED = "rate_limited"
    VOISO_UNREACHABLE = "voiso_unreachable"
    TLS_UNTRUSTED = "tls_untrusted"
    VOISO_FAILED = "voiso_failed"
    REQUEST_REJECTED = "request_rejected"

    # The extension creates these itself: the host is missing, crashed or does not reply. Exceptions: the
    # launcher replies host_missing if its Python is gone. The host replies host_forbidden to other
    # extensions, and version_mismatch to an unsupported protocol version and for a journal of a newer host.
    # The command line reports host_forbidden for an allowlist of development extensions that is not trusted.
    HOST_MISSING = "host_missing"
    HOST_FORBIDDEN = "host_forbidden"
    HOST_CRASHED = "host_crashed"
    HOST_SILENT = "host_silent"
    VERSION_MISMATCH = "version_mismatch"

    INVALID_REQUEST = "invalid_request"
    MESSAGE_TOO_LARGE = "message_too_large"
    INTERNAL = "internal"


# Our policy or Voiso refused the call: the journal records it as `refused`. A call that ends without a call
# ID for any other reason is recorded as `failed`, or as `unknown` if it may be ringing.
REFUSAL_CODES = frozenset(
    {
        ErrorCode.NUMBER_INVALID,
        ErrorCode.NUMBER_BLOCKED,
        ErrorCode.EMERGENCY_NUMBER,
        ErrorCode.TOO_MANY_CALLS,
        ErrorCode.AGENT_UNAVAILABLE,
        ErrorCode.KEY_REJECTED,
        ErrorCode.PERMISSION_DENIED,
        ErrorCode.AGENT_UNKNOWN,
        ErrorCode.CALLER_ID_REJECTED,
        ErrorCode.RATE_LIMITED,
        ErrorCode.REQUEST_REJECTED,
    }
)


class CallError(Exception):
    """A request failed. The base class of every error that becomes a `failure` reply.

    `code` tells who can fix the problem. `params`, which are listed above, fill the placeholders of the
    extension's sentence; they hold no secrets. Two of them are English sentences, which the extension quotes:
    `problem` (one sentence) of not_configured, and `messages` (a list from Voiso) of request_rejected.
    `detail` is English text for the command line. If the parameter `outcome` is "unknown", the call may be
    ringing despite the error, and nothing may dial it again automatically.

    Lone surrogates, which stand for the bytes of a file name that is not UTF-8, are escaped: neither JSON nor
    a terminal can represent them.
    """

    def __init__(self, code: ErrorCode, detail: str, **params: Scalar | list[str]):
        self.code = code
        self.detail = escape_surrogates(detail)
        self.params: ErrorParams = {
            name: escape_surrogates(value) if isinstance(value, str) else value
            for name, value in params.items()
        }
        super().__init__(f"{code}: {self.detail}")

    @property
    def outcome_unknown(self) -> bool:
        """Whether the call may be ringing despite the error."""
        return self.params.get("outcome") == OUTCOME_UNKNOWN


def escape_surrogates(text: str) -> str:
    r"""Return `text` with each lone surrogate written as its escape, like `\udcff`.

    Python decodes a byte of a file name that is not UTF-8 as a lone surrogate (PEP 383).
    """
    return text.encode("utf-8", "backslashreplace").decode()
