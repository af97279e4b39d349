"""A browser that does not read, and replies that are slow or cannot be built: the host stays bounded."""

import json
import os
import select
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from support.fork_server import RUN_PROGRAM, ForkServer
from support.host_process import ForkedHost, HostConnection, HostProcess, encode_request
from voiso_call.native_host.server import MAX_PENDING_REPLIES

StartProgram = Callable[[str], HostConnection]


@pytest.fixture
def start_program(forks: ForkServer | None, tmp_path: Path) -> StartProgram:
    """Start a Python program that is the host with a change."""

    def start(program: str) -> HostConnection:
        file = tmp_path / "program.py"
        file.write_text(program)
        if forks:
            return ForkedHost(forks, file, target=RUN_PROGRAM)
        return HostProcess(sys.executable, "-I", file)

    return start


def test_reply_that_cannot_be_built_or_encoded_becomes_one_failure(start_program: StartProgram) -> None:
    program = (
        "from voiso_call.native_host import main\n"
        "from voiso_call.calling import dispatcher\n"
        "class Reply:\n"
        "    type = 'status'\n"
        "    def __init__(self, content): self.content = content\n"
        "    def model_dump(self, mode): return self.content or 1 / 0\n"
        "replies = [None, {'x': float('nan')}, {'x': object()}, {'x': '\\udcff'}] * 30\n"
        "async def handle(self, request): return Reply(replies.pop(0))\n"
        "dispatcher.RequestDispatcher.handle = handle\n"
        "main.main()\n"
    )
    host = start_program(program)
    with host.process:
        replies = [host.request({"type": "get_status"}, number) for number in range(1, 121)]
        assert host.close_and_wait()[0] == b""
    details = [reply.get("detail") for reply in replies]
    assert details == ["ZeroDivisionError", "ValueError", "TypeError", None] * 30


def test_browser_that_never_reads_is_bounded_and_ends_the_host(start_program: StartProgram) -> None:
    program = (
        "from voiso_call.native_host import main, server\n"
        "server.STALLED_READER_TIMEOUT_S = 0.5\n"  # 10 s in the product
        "main.main()\n"
    )
    host = start_program(program)
    body = json.dumps({"protocol": 1, "id": 1, "request": {"type": "x" * 60_000}}).encode()
    message = struct.pack("=I", len(body)) + body
    pipe = host.to_host.fileno()
    os.set_blocking(pipe, False)
    written = 0
    with host.process:
        with suppress(BrokenPipeError):  # the host ends, although its input is open
            while select.select([], [pipe], [], 15)[1]:
                written += os.write(pipe, message[written % len(message) :])
                assert written < 3000 * len(message), "the host goes on reading"
            host.process.kill()
        assert host.process.wait(15) == 0


SLOW_REPLIES = """
import asyncio
from voiso_call.calling import dispatcher
from voiso_call.native_host import main, server

class Reply:
    type = "status"
    def model_dump(self, mode): return {"text": "x" * REPLY_CHARS}

async def handle(self, request):
    await asyncio.sleep(1)
    return Reply()

dispatcher.RequestDispatcher.handle = handle
server.STALLED_READER_TIMEOUT_S = 0.2
server.SHUTDOWN_TIMEOUT_S = 0.2
main.main()
"""


def host_with_slow_replies(start_program: StartProgram, reply_chars: int) -> HostConnection:
    """Start a host whose replies take longer than the time after which a browser counts as stalled."""
    program = SLOW_REPLIES.replace("REPLY_CHARS", str(reply_chars))
    host = start_program(program)
    for message_id in range(1, MAX_PENDING_REPLIES + 2):
        host.to_host.write(encode_request({"type": "get_status"}, message_id))
    host.to_host.flush()
    return host


def test_slow_replies_are_no_sign_of_a_browser_that_does_not_read(start_program: StartProgram) -> None:
    host = host_with_slow_replies(start_program, reply_chars=1)
    with host.process:
        message_ids = {host.read()["id"] for _ in range(MAX_PENDING_REPLIES + 1)}
        host.close_and_wait()
    assert message_ids == set(range(1, MAX_PENDING_REPLIES + 2))


def test_browser_that_stops_reading_while_replies_are_slow_ends_the_host(start_program: StartProgram) -> None:
    host = host_with_slow_replies(start_program, reply_chars=500_000)  # more than a pipe holds
    with host.process:
        assert host.process.wait(15) == 0
