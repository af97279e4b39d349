"""Frames over a real pipe and in memory: sound ones are read, all others get a coded refusal."""

import io
import os
import sys

import pytest

from voiso_call.errors import Code
from voiso_call.protocol import framing
from voiso_call.protocol.framing import EndOfInputError, MessageRejectedError


def frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, sys.byteorder) + body


def test_message_round_trips_through_a_pipe() -> None:
    reading, writing = os.pipe()
    content = {"id": 7, "reply": {"text": "Łódź \N{TELEPHONE RECEIVER} ١٢٣"}}
    os.write(writing, framing.encode(content))
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as stream:
        assert framing.decode(framing.read_message(stream)) == content
        with pytest.raises(EndOfInputError):
            framing.read_message(stream)


def test_message_is_read_from_a_pipe_that_returns_single_bytes() -> None:
    class OneByte(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1))

    assert framing.read_message(OneByte(frame(b'{"id":1}'))) == b'{"id":1}'


@pytest.mark.parametrize("length", [framing.MAX_REQUEST_BYTES + 1, 0x80000001, 0xFFFFFFFF])
def test_too_long_message_is_rejected_before_it_is_read(length: int) -> None:
    stream = io.BytesIO(length.to_bytes(4, sys.byteorder) + b"x" * 100)
    with pytest.raises(MessageRejectedError) as refusal:
        framing.read_message(stream)
    assert refusal.value.code is Code.FRAME_TOO_LARGE
    assert stream.tell() == 4


def test_message_of_the_maximum_length_is_read() -> None:
    body = b'"' + b"x" * (framing.MAX_REQUEST_BYTES - 2) + b'"'
    assert framing.read_message(io.BytesIO(frame(body))) == body


@pytest.mark.parametrize("cut", [1, 3, 4, 7], ids="{} bytes".format)
def test_input_that_ends_inside_a_message_is_rejected(cut: int) -> None:
    with pytest.raises(MessageRejectedError) as refusal:
        framing.read_message(io.BytesIO(frame(b'{"id":1}')[:cut]))
    assert refusal.value.code is Code.INVALID_REQUEST


@pytest.mark.parametrize(
    ("body", "frame_id"),
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
def test_decode_rejects_invalid_json_under_the_senders_id(body: bytes, frame_id: int) -> None:
    with pytest.raises(MessageRejectedError) as refusal:
        framing.decode(body)
    assert (refusal.value.code, refusal.value.message_id) == (Code.INVALID_REQUEST, frame_id)


def test_decode_error_does_not_repeat_the_input() -> None:
    for body in (b'{"number":"+14155550100"', b'{"number":"+14155550100\xff"}'):
        with pytest.raises(MessageRejectedError) as refusal:
            framing.decode(body)
        assert "4155550100" not in refusal.value.detail


@pytest.mark.parametrize("frame_id", [-1, 1.0, "1", None, True, 2**53])
def test_invalid_id_is_answered_under_zero(frame_id: object) -> None:
    assert framing.message_id({"id": frame_id}) == framing.UNKNOWN_ID
