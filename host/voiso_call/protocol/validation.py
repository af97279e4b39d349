"""Validates a decoded message once; everything behind it relies on a valid request."""

from typing import Any

from pydantic import ValidationError

from voiso_call.errors import ErrorCode
from voiso_call.protocol import framing
from voiso_call.protocol.framing import MessageRejectedError
from voiso_call.protocol.handshake import PROTOCOL_MAX, PROTOCOL_MIN
from voiso_call.protocol.messages import RequestEnvelope
from voiso_call.strict_model import first_error
from voiso_call.system.installed_by import installed_by

_UNKNOWN = {"extra_forbidden": "unknown field", "union_tag_invalid": "unknown type"}


def validate_request(message: dict[str, Any]) -> RequestEnvelope:
    """Validate a decoded message.

    Raises MessageRejectedError(version_mismatch), whose parameters are `update`, who must update ("host" or
    "extension"), and for the host `installed_by`; or MessageRejectedError(invalid_request), whose parameter
    `field` names the first wrong field.
    """
    message_id = framing.message_id(message)
    protocol = message.get("protocol")
    if type(protocol) is int and not PROTOCOL_MIN <= protocol <= PROTOCOL_MAX:
        update = "host" if protocol > PROTOCOL_MAX else "extension"
        raise MessageRejectedError(
            ErrorCode.VERSION_MISMATCH,
            f"protocol version {protocol} is not supported",
            message_id=message_id,
            update=update,
            **({"installed_by": installed_by()} if update == "host" else {}),
        )
    try:
        return RequestEnvelope.model_validate(message)
    except ValidationError as error:
        first = first_error(error)
        # Names of unknown fields and types come from the sender and may hold a number, so they are not
        # repeated.
        path = first.path[:-1] if first.is_unknown_field else first.path
        field = ".".join(str(step) for step in path) or "message"
        reason = _UNKNOWN.get(first.type) or first.message
        raise MessageRejectedError(
            ErrorCode.INVALID_REQUEST, f"{field}: {reason}", message_id=message_id, field=field
        ) from None
