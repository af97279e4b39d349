"""Framing, over a real pipe and in memory: valid messages are read, all others are rejected with a code."""

import io
import os
import sys

import pytest

from voiso_call.errors import ErrorCode
from voiso_call.protocol import framing
from voiso_call.protocol.framing import EndOfInputError, MessageRejectedError


def with_length(body: bytes) -> bytes:
    """Return a message: the length of the body, then the body."""
    return len(body).to_bytes(4, sys.byteorder) + body


def test_message_round_trips_through_a_pipe() -> None:
    read_end, write_end = os.pipe()
    content = {"id": 7, "reply": {"text": "Łódź \N{TELEPHONE RECEIVER} ١٢٣"}}
    os.write(write_end, framing.encode(content))
    os.close(write_end)
    with os.fdopen(read_end, "rb", buffering=0) as stream:
        assert framing.decode(framing.read_message(stream)) == content
        with pytest.raises(EndOfInputError):
            framing.read_message(stream)


def test_message_is_read_from_a_pipe_that_returns_single_bytes() -> None:
    class OneByte(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1))

    assert framing.read_message(OneByte(with_length(b'{"id":1}'))) == b'{"id":1}'


@pytest.mark.parametrize("length", [framing.MAX_REQUEST_BYTES + 1, 0x80000001, 0xFFFFFFFF])
def test_too_long_message_is_rejected_before_it_is_read(length: int) -> None:
    stream = io.BytesIO(length.to_bytes(4, sys.byteorder) + b"x" * 100)
    with pytest.raises(MessageRejectedError) as raised:
        framing.read_message(stream)
    assert raised.value.code is ErrorCode.MESSAGE_TOO_LARGE
    assert stream.tell() == 4


def test_message_of_the_maximum_length_is_read() -> None:
    body = b'"' + b"x" * (framing.MAX_REQUEST_BYTES - 2) + b'"'
    assert framing.read_message(io.BytesIO(with_length(body))) == body


@pytest.mark.parametrize("cut", [1, 3, 4, 7], ids="{} bytes".format)
def test_input_that_ends_inside_a_message_is_rejected(cut: int) -> None:
    with pytest.raises(MessageRejectedError) as raised:
        framing.read_message(io.BytesIO(with_length(b'{"id":1}')[:cut]))
    assert raised.value.code is ErrorCode.INVALID_REQUEST


@pytest.mark.parametrize(
    ("body", "message_id"),
    [
        (b"", 0),
        (b"\xff\xfe{\x00}\x00", 0),
        (b'\xef\xbb\xbf{"id":1}', 0),
        (b'{"id":1', 0),
        (b'{"id":1}{"id":2}', 0),
        (b"null", 0),
        (b"[]", 0),
        (b'"hello"', 0),
        (b'{"id":NaN}', 0),
        (b'{"id":1,"x":Infinity}', 0),
        (b'{"id":' + b"9" * 5000 + b"}", 0),
        (b'{"a":' * 30_000, 0),
        (b"[" * 60_000, 0),
        (b'{"id":5,"a":1,"a":2}', 5),
        (b'{"id":5,"request":{"type":"hello","type":"get_status"}}', 5),
        (b'{"id":5,"id":6}', 0),
        (b'{"id":true,"a":1,"a":2}', 0),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_decode_rejects_invalid_json_under_the_senders_id(body: bytes, message_id: int) -> None:
    with pytest.raises(MessageRejectedError) as raised:
        framing.decode(body)
    assert (raised.value.code, raised.value.message_id) == (ErrorCode.INVALID_REQUEST, message_id)


def test_decode_error_does_not_repeat_the_input() -> None:
    for body in (b'{"number":"+14155550100"', b'{"number":"+14155550100\xff"}'):
        with pytest.raises(MessageRejectedError) as raised:
            framing.decode(body)
        assert "4155550100" not in raised.value.detail


@pytest.mark.parametrize("message_id", [-1, 1.0, "1", None, True, 2**53])
def test_invalid_id_is_answered_under_zero(message_id: object) -> None:
    assert framing.message_id({"id": message_id}) == framing.UNKNOWN_ID
