"""Native messaging's frames: four bytes of length in native order, then one strict JSON object.

Strict means: UTF-8 without a byte order mark, no duplicate keys, no NaN, and a length that is judged before
anything is allocated for it. Rules: developer.chrome.com "Native messaging" and MDN "Native messaging";
JSON as in RFC 8259. No I/O but the stream that is passed in.
"""

import json
import sys
from typing import Any, NoReturn, Protocol, TypeAlias

from voiso_call.errors import CallError, Code, Scalar

JsonObject: TypeAlias = dict[str, Any]

MAX_REQUEST_BYTES = 64 * 1024  # a request is a number and a few words; the browsers would send 64 MiB
MAX_REPLY_BYTES = 1024 * 1024 - 1  # both browsers close the port at more than 1 MiB
MAX_ID = 2**53 - 1  # the largest integer that JavaScript can say exactly
UNKNOWN_ID = 0  # the id under which a frame is answered whose own id could not be read


class ByteReader(Protocol):
    """The part of a binary stream that reading needs."""

    def read(self, size: int, /) -> bytes | None:
        """Read up to `size` bytes; none at the end of the input."""


class MessageRejectedError(CallError):
    """A frame that got no further than the door; `frame_id` is its sender's id, or 0 where unreadable."""

    def __init__(self, code: Code, detail: str, message_id: int = UNKNOWN_ID, **params: Scalar):
        super().__init__(code, detail, **params)
        self.message_id = message_id


class EndOfInputError(Exception):
    """The browser hung up between two frames: the usual end of a host."""


def read_message(stream: ByteReader, limit: int = MAX_REQUEST_BYTES) -> bytes:
    """Read one frame's bytes.

    Raises EndOfInputError at the end of the input; MessageRejectedError(frame_too_large) for a length above
    `limit`, after which nothing can be trusted, so that the caller must hang up;
    MessageRejectedError(invalid_request) for an input that ends inside a frame.
    """
    header = _read_exactly(stream, 4)
    if not header:
        raise EndOfInputError
    length = int.from_bytes(header, sys.byteorder) if len(header) == 4 else 0
    if length > limit:
        raise MessageRejectedError(
            Code.FRAME_TOO_LARGE, f"a frame of {length} bytes; {limit} are accepted", limit=limit
        )
    body = _read_exactly(stream, length)
    if len(header) < 4 or len(body) < length:
        raise MessageRejectedError(Code.INVALID_REQUEST, "the input ended inside a frame")
    return body


def decode(body: bytes) -> JsonObject:
    """Parse a message as one JSON object. Raises MessageRejectedError(invalid_request)."""
    ambiguous = False

    def unambiguous(pairs: list[tuple[str, Any]]) -> JsonObject:
        nonlocal ambiguous
        content = dict(pairs)
        if len(content) != len(pairs):
            ambiguous = True
            if [key for key, _ in pairs].count("id") > 1:
                del content["id"]  # two ids are no id
        return content

    try:
        content = json.loads(
            body.decode("utf-8", "strict"), object_pairs_hook=unambiguous, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as problem:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise MessageRejectedError(Code.INVALID_REQUEST, f"not JSON in UTF-8: {_reason(problem)}") from None
    if not isinstance(content, dict):
        raise MessageRejectedError(Code.INVALID_REQUEST, "a frame is one JSON object")
    if ambiguous:
        raise MessageRejectedError(Code.INVALID_REQUEST, "a duplicate key", message_id=message_id(content))
    return content


def message_id(content: JsonObject) -> int:
    """Tell under which id a frame is answered: its own where it is a sound one, else 0."""
    frame_id = content.get("id")
    # bool is an int to Python, not to the sender
    return frame_id if type(frame_id) is int and 0 <= frame_id <= MAX_ID else UNKNOWN_ID


def encode(content: JsonObject) -> bytes:
    """Turn a JSON object into one frame, header included."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return len(body).to_bytes(4, sys.byteorder) + body


def failure_reply(problem: CallError) -> JsonObject:
    """Say what went wrong as a reply, without the help of pydantic."""
    return {"type": "failure", "code": problem.code, "params": problem.params, "detail": problem.detail}


def _read_exactly(stream: ByteReader, size: int) -> bytes:
    """Read `size` bytes, or fewer at the end of the input. Pipes give what they have, not what was asked."""
    chunks = bytearray()
    while len(chunks) < size:
        chunk = stream.read(size - len(chunks))
        if not chunk:
            break
        chunks += chunk
    return bytes(chunks)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _reason(problem: Exception) -> str:
    """Name the problem without repeating the input, which may hold a phone number."""
    if isinstance(problem, json.JSONDecodeError):
        return f"{problem.msg} at character {problem.pos}"
    if isinstance(problem, UnicodeDecodeError):
        return f"{problem.reason} at byte {problem.start}"
    return "nested too deeply" if isinstance(problem, RecursionError) else "a value out of range"
