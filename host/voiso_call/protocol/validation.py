"""A frame is let in by one validation, or refused with a code under its sender's id."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from voiso_call.errors import Code
from voiso_call.protocol.framing import MessageRejectedError, message_id
from voiso_call.protocol.handshake import PROTOCOL_MAX, PROTOCOL_MIN
from voiso_call.protocol.messages import RequestEnvelope
from voiso_call.strict_model import first_error

_UNKNOWN = {"extra_forbidden": "an unknown field", "union_tag_invalid": "an unknown type"}
_request_envelope = TypeAdapter(RequestEnvelope)


def validate_request(frame: dict[str, Any]) -> RequestEnvelope:
    """Validate a decoded message. Raises MessageRejectedError: invalid_request, version_mismatch."""
    frame_id = message_id(frame)
    protocol = frame.get("protocol")
    if type(protocol) is int and not PROTOCOL_MIN <= protocol <= PROTOCOL_MAX:
        raise MessageRejectedError(
            Code.VERSION_MISMATCH,
            f"protocol {protocol} is not spoken here",
            message_id=frame_id,
            update="host" if protocol > PROTOCOL_MAX else "extension",
        )
    try:
        return _request_envelope.validate_python(frame)
    except ValidationError as problem:
        first = first_error(problem)
        # The names of unknown fields and types are the sender's words, which are not repeated.
        unknown = _UNKNOWN.get(first.type)
        path = first.path[:-1] if first.is_unknown_field else first.path
        field = ".".join(str(step) for step in path) or "frame"
        raise MessageRejectedError(
            Code.INVALID_REQUEST, f"{field}: {unknown or first.message}", message_id=frame_id, field=field
        ) from None
