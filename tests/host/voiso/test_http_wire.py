"""The client against bytes that no good server sends: bounded, coded, and never taken for a call ID."""

import asyncio
import gzip
import json
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from pydantic import SecretStr

from voiso_call.errors import CallError, Code
from voiso_call.voiso.client import MAX_HEADERS, MAX_LINE_BYTES, VoisoClient
from voiso_call.voiso.responses import MAX_BODY_BYTES

CALL = b'{"call": {"id": "test-call"}}'
UNKNOWN = (Code.CALL_OUTCOME_UNKNOWN, True)
ODD = (Code.VOISO_FAILED, True)


@asynccontextmanager
async def answering(*answers: bytes, greeting: bytes = b"", endless: bytes = b"") -> AsyncIterator[str]:
    """A server that answers one request after the other with these bytes, whatever they are."""
    left = list(answers)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        writer.write(greeting)
        with suppress(OSError, EOFError, asyncio.CancelledError):
            while left:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                writer.write(left.pop(0))
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
    sized = [f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([line, *(headers or sized), "", ""]).encode() + body


async def outcome(url: str) -> object:
    """A call ID, or the code and whether it may be ringing; no failure carries what aiohttp knows."""
    voiso = VoisoClient(url, SecretStr("test-key-all"))
    try:
        return await voiso.place_call(1234, "14155550100")
    except CallError as problem:
        return problem.__context__ or (problem.code, problem.outcome_unknown)
    finally:
        await voiso.close()


def sized(body: bytes, encoding: str) -> bytes:
    return response(f"Content-Length: {len(body)}", f"Content-Encoding: {encoding}", body=body)


CHUNKED = "Transfer-Encoding: chunked"
CHUNK = b"%x\r\n%s\r\n" % (len(CALL), CALL)
BOMB = b" " * 10 * MAX_BODY_BYTES + CALL  # JSON all the same, for who reads it all

WIRE: dict[str, tuple[bytes, object]] = {
    "as it should be": (response(), "test-call"),
    "HTTP/1.0, up to the end": (response("Server: old", line="HTTP/1.0 200 OK"), "test-call"),
    "after early hints": (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20 + response(), "test-call"),
    "in chunks": (response(CHUNKED, body=CHUNK + b"0\r\n\r\n"), "test-call"),
    "a long reason": (response(line="HTTP/1.1 200 " + "x" * 4000), "test-call"),
    "no reason": (response(line="HTTP/1.1 200"), "test-call"),
    "204": (response(line="HTTP/1.1 204 No Content", body=b"", length=0), ODD),
    "205": (response(line="HTTP/1.1 205 Reset Content", body=b"", length=0), ODD),
    "101": (response("Upgrade: x", "Connection: upgrade", line="HTTP/1.1 101 Switching"), ODD),
    "a status that does not exist": (response(line="HTTP/1.1 799 What"), ODD),
    "a mail server": (b"220 mail.example.com ESMTP\r\n", UNKNOWN),
    "HTTP/2": (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18, UNKNOWN),
    "HTTP/2's preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", UNKNOWN),
    "HTTP/0.9": (CALL, UNKNOWN),
    "nothing": (b"", UNKNOWN),
    "a longer reason": (response(line="HTTP/1.1 200 " + "x" * 10 * MAX_LINE_BYTES), UNKNOWN),
    "a field too long": (response("X: " + "x" * 2 * MAX_LINE_BYTES, "Content-Length: 29"), UNKNOWN),
    "too many fields": (
        response(*(f"X-{n}: x" for n in range(10 * MAX_HEADERS)), "Content-Length: 29"),
        UNKNOWN,
    ),
    "longer than it says": (response(length=5), UNKNOWN),
    "shorter than it says": (response(length=500), UNKNOWN),
    "two lengths": (response("Content-Length: 29", "Content-Length: 5"), UNKNOWN),
    "a length that is none": (response("Content-Length: many"), UNKNOWN),
    "a length below zero": (response("Content-Length: -1"), UNKNOWN),
    "a length beyond all": (response(length=10**30), UNKNOWN),
    "chunks without an end": (response(CHUNKED, body=CHUNK), UNKNOWN),
    "a chunk that lies": (response(CHUNKED, body=b"5\r\n" + CALL + b"\r\n0\r\n\r\n"), UNKNOWN),
    "a chunk of no size": (response(CHUNKED, body=b"zz\r\n" + CALL), UNKNOWN),
    "gzip": (sized(gzip.compress(CALL), "gzip"), "test-call"),
    "deflate": (sized(zlib.compress(CALL), "deflate"), "test-call"),
    "a gzip that is none": (sized(CALL, "gzip"), ODD),
    "half a gzip": (sized(gzip.compress(CALL)[:20], "gzip"), ODD),
    "a gzip bomb": (sized(gzip.compress(BOMB), "gzip"), ODD),
    "a deflate bomb": (sized(zlib.compress(BOMB), "deflate"), ODD),
    "brotli": (sized(CALL, "br"), ODD),
    "an encoding within another": (sized(CALL, "gzip, br"), ODD),
    "not compressed, and too long": (response(body=BOMB), ODD),
    "nested without end": (response(body=b'{"call":' * 5000), ODD),
    "NaN for an ID": (response(body=b'{"call": {"id": NaN}}'), ODD),
    "UTF-16": (response(body=CALL.decode().encode("utf-16")), "test-call"),
    "an ID with a line": (response(body=json.dumps({"call": {"id": "a\r\nb"}}).encode()), ODD),
    "an ID that turns around": (response(body=json.dumps({"call": {"id": "a\u202eb"}}).encode()), ODD),
    "a long ID": (response(body=json.dumps({"call": {"id": "x" * 129}}).encode()), ODD),
}


@pytest.mark.parametrize("name", WIRE)
async def test_any_response_bytes_give_a_call_id_or_an_error_code(name: str) -> None:
    answer, told = WIRE[name]
    async with answering(answer) as url:
        assert await asyncio.wait_for(outcome(url), 20) == told


async def test_server_that_sends_before_the_request_is_not_a_success() -> None:
    async with answering(response(), greeting=b"220 mail.example.com ESMTP\r\n") as url:
        assert await outcome(url) in [(Code.VOISO_UNREACHABLE, False), UNKNOWN]


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
    ids=["a second answer", "more than it says", "a body where none is"],
)
async def test_leftover_bytes_of_a_response_never_answer_the_next_call(first: bytes) -> None:
    async with answering(first, response(body=b'{"call": {"id": "true"}}')) as url:
        voiso = VoisoClient(url, SecretStr("test-key-all"))
        with suppress(CallError):
            await voiso.place_call(1234, "14155550100")
        assert await voiso.place_call(1234, "14155550101") == "true"
        await voiso.close()


@pytest.mark.parametrize("rest", [response(body=b'{"call": {"id": "forged"}}'), b"<html>Not found</html>"])
async def test_unsolicited_bytes_after_warm_up_never_answer_a_call(rest: bytes) -> None:
    empty = response(body=b"", length=0, line="HTTP/1.1 404 Not Found")
    async with answering(empty + rest, response(body=b'{"call": {"id": "true"}}')) as url:
        voiso = VoisoClient(url, SecretStr("test-key-all"))
        await voiso.warm_up()
        assert await voiso.place_call(1234, "14155550100") == "true"
        await voiso.close()


async def test_no_byte_is_sent_before_the_chunk_sent_signal() -> None:
    """On the second rests what counts as not sent: aiohttp tells of the body before it writes the head."""
    received = bytearray()
    seen: list[int] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(65536))
        writer.write(response())
        writer.close()

    async def look(*_: object) -> None:
        await asyncio.sleep(0.1)  # what had been written would have arrived
        seen.append(len(received))

    looking = aiohttp.TraceConfig()
    looking.on_request_chunk_sent.append(look)
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        voiso = VoisoClient(
            f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", SecretStr("test-key-all")
        )
        looking.freeze()
        voiso._session.trace_configs.append(looking)
        assert await voiso.place_call(1234, "14155550100") == "test-call"
        await voiso.close()
    assert seen == [0]
    assert b"\r\nAccept-Encoding: identity\r\n" in received
