"""The client and malformed responses: each is bounded and has a code; none is taken for a call ID."""

import asyncio
import gzip
import json
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from pydantic import SecretStr

from voiso_call.errors import CallError, ErrorCode
from voiso_call.voiso.client import MAX_HEADERS, MAX_LINE_BYTES, VoisoClient
from voiso_call.voiso.delivery import trace_config
from voiso_call.voiso.responses import MAX_BODY_BYTES

CALL = b'{"call": {"id": "test-call"}}'
UNKNOWN = (ErrorCode.CALL_OUTCOME_UNKNOWN, True)
NO_CALL_ID = (ErrorCode.VOISO_FAILED, True)


@asynccontextmanager
async def answering(*answers: bytes, greeting: bytes = b"", endless: bytes = b"") -> AsyncIterator[str]:
    """Run a server that answers each request with the next of these bytes; give its URL.

    It sends `greeting` before the first request, and repeats `endless` after the last answer.
    """
    remaining = list(answers)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writer.write(greeting)
        with suppress(OSError, EOFError, asyncio.CancelledError):
            while remaining:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                writer.write(remaining.pop(0))
                await writer.drain()
            while endless:
                writer.write(endless)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def response(
    *headers: str, body: bytes = CALL, line: str = "HTTP/1.1 200 OK", length: int | None = None
) -> bytes:
    content_length = [f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([line, *(headers or content_length), "", ""]).encode() + body


async def outcome(url: str) -> object:
    """Place a call; return its ID, or the code and whether the outcome is unknown.

    An error with a context is returned as that context, because aiohttp's exceptions hold the key.
    """
    client = VoisoClient(url, SecretStr("test-key-all"))
    try:
        return await client.place_call(1234, "14155550100")
    except CallError as error:
        return error.__context__ or (error.code, error.outcome_unknown)
    finally:
        await client.close()


def encoded(body: bytes, encoding: str) -> bytes:
    return response(f"Content-Length: {len(body)}", f"Content-Encoding: {encoding}", body=body)


CHUNKED = "Transfer-Encoding: chunked"
CHUNK = b"%x\r\n%s\r\n" % (len(CALL), CALL)
BOMB = b" " * 10 * MAX_BODY_BYTES + CALL  # valid JSON, if it were read completely

RESPONSES: dict[str, tuple[bytes, object]] = {
    "a correct response": (response(), "test-call"),
    "HTTP/1.0 without a length": (response("Server: old", line="HTTP/1.0 200 OK"), "test-call"),
    "after early hints": (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20 + response(), "test-call"),
    "chunked": (response(CHUNKED, body=CHUNK + b"0\r\n\r\n"), "test-call"),
    "a long reason": (response(line="HTTP/1.1 200 " + "x" * 4000), "test-call"),
    "no reason": (response(line="HTTP/1.1 200"), "test-call"),
    "204": (response(line="HTTP/1.1 204 No Content", body=b"", length=0), NO_CALL_ID),
    "205": (response(line="HTTP/1.1 205 Reset Content", body=b"", length=0), NO_CALL_ID),
    "101": (response("Upgrade: x", "Connection: upgrade", line="HTTP/1.1 101 Switching"), NO_CALL_ID),
    "a status that does not exist": (response(line="HTTP/1.1 799 What"), NO_CALL_ID),
    "a mail server": (b"220 mail.example.com ESMTP\r\n", UNKNOWN),
    "HTTP/2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18, UNKNOWN),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", UNKNOWN),
    "HTTP/0.9": (CALL, UNKNOWN),
    "nothing": (b"", UNKNOWN),
    "a longer reason": (response(line="HTTP/1.1 200 " + "x" * 10 * MAX_LINE_BYTES), UNKNOWN),
    "a field too long": (response("X: " + "x" * 2 * MAX_LINE_BYTES, "Content-Length: 29"), UNKNOWN),
    "too many fields": (
        response(*(f"X-{n}: x" for n in range(10 * MAX_HEADERS)), "Content-Length: 29"),
        UNKNOWN,
    ),
    "a body longer than Content-Length": (response(length=5), UNKNOWN),
    "a body shorter than Content-Length": (response(length=500), UNKNOWN),
    "two lengths": (response("Content-Length: 29", "Content-Length: 5"), UNKNOWN),
    "a length that is not a number": (response("Content-Length: many"), UNKNOWN),
    "a negative length": (response("Content-Length: -1"), UNKNOWN),
    "a huge length": (response(length=10**30), UNKNOWN),
    "chunks without the last one": (response(CHUNKED, body=CHUNK), UNKNOWN),
    "a chunk longer than its size": (response(CHUNKED, body=b"5\r\n" + CALL + b"\r\n0\r\n\r\n"), UNKNOWN),
    "a chunk with an invalid size": (response(CHUNKED, body=b"zz\r\n" + CALL), UNKNOWN),
    "gzip": (encoded(gzip.compress(CALL), "gzip"), "test-call"),
    "deflate": (encoded(zlib.compress(CALL), "deflate"), "test-call"),
    "gzip that is not gzip": (encoded(CALL, "gzip"), NO_CALL_ID),
    "half of a gzip body": (encoded(gzip.compress(CALL)[:20], "gzip"), NO_CALL_ID),
    "a gzip bomb": (encoded(gzip.compress(BOMB), "gzip"), NO_CALL_ID),
    "a deflate bomb": (encoded(zlib.compress(BOMB), "deflate"), NO_CALL_ID),
    "brotli": (encoded(CALL, "br"), NO_CALL_ID),
    "two encodings": (encoded(CALL, "gzip, br"), NO_CALL_ID),
    "a body that is too long": (response(body=BOMB), NO_CALL_ID),
    "an ID beside deep nesting": (
        response(body=b'{"call": {"id": "test-call"}, "more": ' + b"[" * 600 + b"]" * 600 + b"}"),
        UNKNOWN,
    ),
    "very deep nesting": (response(body=b'{"call":' * 5000), NO_CALL_ID),
    "NaN as the ID": (response(body=b'{"call": {"id": NaN}}'), NO_CALL_ID),
    "UTF-16": (response(body=CALL.decode().encode("utf-16")), "test-call"),
    "an ID with a line break": (response(body=json.dumps({"call": {"id": "a\r\nb"}}).encode()), NO_CALL_ID),
    "an ID with a direction mark": (
        response(body=json.dumps({"call": {"id": "a\u202eb"}}).encode()),
        NO_CALL_ID,
    ),
    "an ID that is too long": (response(body=json.dumps({"call": {"id": "x" * 129}}).encode()), NO_CALL_ID),
}


@pytest.mark.parametrize("name", RESPONSES)
async def test_any_response_bytes_give_a_call_id_or_an_error_code(name: str) -> None:
    answer, expected = RESPONSES[name]
    async with answering(answer) as url:
        assert await asyncio.wait_for(outcome(url), 20) == expected


async def test_server_that_sends_before_the_request_is_not_a_success() -> None:
    async with answering(response(), greeting=b"220 mail.example.com ESMTP\r\n") as url:
        assert await outcome(url) in [(ErrorCode.VOISO_UNREACHABLE, False), UNKNOWN]


async def test_endless_early_hints_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.MAX_ATTEMPT_S", 0.5)
    async with answering(
        b"HTTP/1.1 103 Early Hints\r\n\r\n", endless=b"HTTP/1.1 103 Early Hints\r\n\r\n"
    ) as url:
        assert await asyncio.wait_for(outcome(url), 20) == UNKNOWN


@pytest.mark.parametrize(
    "first",
    [
        response() + response(body=b'{"call": {"id": "forged"}}'),
        response(length=29, body=CALL + b" leftover"),
        response(body=b"", length=0, line="HTTP/1.1 204 No Content") + response(),
    ],
    ids=["a second response", "a body longer than Content-Length", "a body after 204"],
)
async def test_leftover_bytes_of_a_response_never_answer_the_next_call(first: bytes) -> None:
    async with answering(first, response(body=b'{"call": {"id": "true"}}')) as url:
        client = VoisoClient(url, SecretStr("test-key-all"))
        with suppress(CallError):
            await client.place_call(1234, "14155550100")
        assert await client.place_call(1234, "14155550101") == "true"
        await client.close()


@pytest.mark.parametrize(
    "unsolicited", [response(body=b'{"call": {"id": "forged"}}'), b"<html>Not found</html>"]
)
async def test_unsolicited_bytes_after_warm_up_never_answer_a_call(unsolicited: bytes) -> None:
    empty = response(body=b"", length=0, line="HTTP/1.1 404 Not Found")
    async with answering(empty + unsolicited, response(body=b'{"call": {"id": "true"}}')) as url:
        client = VoisoClient(url, SecretStr("test-key-all"))
        await client.warm_up()
        assert await client.place_call(1234, "14155550100") == "true"
        await client.close()


async def test_no_byte_is_sent_before_the_chunk_sent_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """`delivery` relies on it: until aiohttp signals the first chunk, nothing, not even headers, was sent."""
    received = bytearray()
    received_at_signal: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(65536))
        writer.write(response())
        writer.close()

    async def on_chunk_sent(*_: object) -> None:
        await asyncio.sleep(0.1)  # bytes that were already written would arrive now
        received_at_signal.append(len(received))

    config = trace_config()
    config.on_request_chunk_sent.append(on_chunk_sent)
    monkeypatch.setattr("voiso_call.voiso.client.trace_config", lambda: config)
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        client = VoisoClient(
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", SecretStr("test-key-all")
        )
        assert await client.place_call(1234, "14155550100") == "test-call"
        await client.close()
    assert received_at_signal == [0]
    assert b"\r\nAccept-Encoding: identity\r\n" in received
