"""Framing of native messaging: a 4-byte length in native byte order, then one JSON object in UTF-8.

Sources: "Native messaging" on developer.chrome.com and on MDN; JSON as in RFC 8259. Stricter than these:

- The length is checked before any memory is allocated for the message.
- A byte order mark, duplicate keys, NaN and Infinity are rejected.
- Error details never repeat the input, which may hold a phone number.

This module does no I/O except on the stream that is passed in.
"""

import json
import sys
from typing import Any, NoReturn, Protocol, TypeAlias

from voiso_call.errors import CallError, ErrorCode, Scalar
from voiso_call.protocol.handshake import MAX_ID

JsonObject: TypeAlias = dict[str, Any]

MAX_REQUEST_BYTES = 64 * 1024  # ample for a request; Chromium would let an extension send 64 MiB
MAX_REPLY_BYTES = 1024 * 1024 - 1  # Chromium and Firefox close the port at more than 1 MiB
UNKNOWN_ID = 0  # the id of the reply to a message whose own id could not be read


class ByteReader(Protocol):
    """The part of a binary stream that reading a message needs."""

    def read(self, size: int, /) -> bytes | None:
        """Read up to `size` bytes; return no bytes at the end of the input."""


class MessageRejectedError(CallError):
    """A message was rejected before any use case ran; `message_id` is the id for the reply."""

    def __init__(self, code: ErrorCode, detail: str, message_id: int = UNKNOWN_ID, **params: Scalar):
        super().__init__(code, detail, **params)
        self.message_id = message_id


class EndOfInputError(Exception):
    """The browser closed the input between two messages: the normal end of a host process."""


def read_message(stream: ByteReader, limit: int = MAX_REQUEST_BYTES) -> bytes:
    """Read one message and return its JSON text, without the length, as bytes.

    Raises EndOfInputError at the end of the input; MessageRejectedError(message_too_large) if the length
    exceeds `limit`, after which the start of the next message is unknown and the caller must stop reading;
    MessageRejectedError(invalid_request) if the input ends inside a message.
    """
    header = _read_exactly(stream, 4)
    if not header:
        raise EndOfInputError
    length = int.from_bytes(header, sys.byteorder) if len(header) == 4 else 0
    if length > limit:
        raise MessageRejectedError(
            ErrorCode.MESSAGE_TOO_LARGE,
            f"the message has {length} bytes; the maximum is {limit}",
            limit=limit,
        )
    body = _read_exactly(stream, length)
    if len(header) < 4 or len(body) < length:
        raise MessageRejectedError(ErrorCode.INVALID_REQUEST, "the input ended inside a message")
    return body


def decode(body: bytes) -> JsonObject:
    """Parse the text of a message as one JSON object. Raises MessageRejectedError(invalid_request)."""
    has_duplicate_key = False

    def to_object(pairs: list[tuple[str, Any]]) -> JsonObject:
        nonlocal has_duplicate_key
        json_object = dict(pairs)
        if len(json_object) != len(pairs):
            has_duplicate_key = True
            if [key for key, _ in pairs].count("id") > 1:
                del json_object["id"]  # with two ids it is unclear which one the sender waits for
        return json_object

    try:
        content = json.loads(
            body.decode("utf-8", "strict"), object_pairs_hook=to_object, parse_constant=_reject_constant
        )
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise MessageRejectedError(ErrorCode.INVALID_REQUEST, f"not JSON in UTF-8: {_cause(error)}") from None
    if not isinstance(content, dict):
        raise MessageRejectedError(ErrorCode.INVALID_REQUEST, "a message must be one JSON object")
    if has_duplicate_key:
        raise MessageRejectedError(ErrorCode.INVALID_REQUEST, "duplicate key", message_id=message_id(content))
    return content


def message_id(content: JsonObject) -> int:
    """Return the id under which a decoded message is answered: its own if that is valid, else UNKNOWN_ID."""
    value = content.get("id")
    # The exact type is compared because in Python True is also an int.
    return value if type(value) is int and 0 <= value <= MAX_ID else UNKNOWN_ID


def encode(content: JsonObject) -> bytes:
    """Encode a JSON object as one message, length included.

    A lone surrogate, which UTF-8 cannot represent, becomes "?". Raises ValueError or TypeError for content
    that is not JSON, such as NaN.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    body = text.encode("utf-8", "replace")
    return len(body).to_bytes(4, sys.byteorder) + body


def failure_reply(error: CallError) -> JsonObject:
    """Convert an error to a `failure` reply. Works without pydantic, which may not be importable."""
    return {"type": "failure", "code": error.code, "params": error.params, "detail": error.detail}


def _read_exactly(stream: ByteReader, size: int) -> bytes:
    """Read `size` bytes, or fewer at the end of the input: one read of a pipe may return fewer bytes."""
    buffer = bytearray()
    while len(buffer) < size:
        chunk = stream.read(size - len(buffer))
        if not chunk:
            break
        buffer += chunk
    return bytes(buffer)


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _cause(error: Exception) -> str:
    """Describe a parse error without repeating the input."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    if isinstance(error, UnicodeDecodeError):
        return f"{error.reason} at byte {error.start}"
    return "nested too deeply" if isinstance(error, RecursionError) else "a value out of range"
