"""The failures that the journal stores and those that it finds: free of numbers if these are redacted."""

from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.protocol.message_parts import Failure

# Of the detail: it may repeat Voiso's messages, and 100 calls of the history must fit in one reply.
MAX_DETAIL_CHARS = 200
# Parameters of a failure with text from Voiso, which may repeat the number; so may `detail`, which quotes it.
_FREE_TEXT_PARAMS = ("messages", "fields")
FREE_TEXT_PATHS = ", ".join(f"'$.params.{name}'" for name in _FREE_TEXT_PARAMS)  # for SQLite's JSON functions


def stored_failure(error: CallError, redact: bool) -> Failure:
    """Return the failure to store, its detail cut; with `redact`, without text that may repeat the number."""
    failure = Failure.from_error(error)
    if not redact:
        return failure.model_copy(update={"detail": failure.detail[:MAX_DETAIL_CHARS]})
    params = {name: value for name, value in failure.params.items() if name not in _FREE_TEXT_PARAMS}
    return failure.model_copy(update={"params": params, "detail": ""})


def outcome_unknown_error() -> CallError:
    """Return the error for a call that another process started and whose outcome is not in the journal."""
    detail = "another host process started this call, and its outcome is not known"
    return CallError(ErrorCode.CALL_OUTCOME_UNKNOWN, detail, outcome=OUTCOME_UNKNOWN)
