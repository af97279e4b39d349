"""The installed host behind a real pipe: every frame is answered, and nothing but frames is on the wire."""

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from voiso_call import framing, registration
from voiso_call.config import Places
from voiso_call.sandbox.server import RECEIVED

ORIGIN = f"chrome-extension://{registration.CHROMIUM_EXTENSION_ID}/"
SCRIPT = Path(sys.executable).with_name(
    "voiso-call-host.exe" if sys.platform == "win32" else "voiso-call-host"
)
HELLO = {"type": "hello", "extension_version": "0.1.0"}


class Host:
    """A host process, spoken to as a browser speaks."""

    def __init__(self, *command: str | Path, **environment: str):
        self.process = subprocess.Popen(
            [*command, ORIGIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to_host, self.from_host = self.process.stdin, self.process.stdout

    def send(self, body: bytes) -> None:
        self.to_host.write(struct.pack("=I", len(body)) + body)
        self.to_host.flush()

    def read(self) -> dict[str, Any]:
        # A host that says nothing is ended, which ends the read below.
        timer = threading.Timer(20, self.process.kill)
        timer.start()
        try:
            return self._read()
        finally:
            timer.cancel()

    def _read(self) -> dict[str, Any]:
        return framing.decode(framing.read_body(self.from_host, framing.MAX_REPLY_BYTES))

    def ask(self, request: dict[str, Any], frame_id: int = 1, protocol: int = 1) -> dict[str, Any]:
        self.send(json.dumps({"protocol": protocol, "id": frame_id, "request": request}).encode())
        answer = self.read()
        assert answer["id"] == frame_id
        reply: dict[str, Any] = answer["reply"]
        return reply

    def hang_up(self) -> tuple[bytes, bytes]:
        """Close the input; give what was still said, and what stderr got."""
        return self.process.communicate(timeout=10)


@pytest.fixture
def launcher(places: Places) -> Path:
    """What `voiso-call install` has the browsers start."""
    planned = registration.plan("chromium", places)
    registration.install(planned)
    return planned.launcher_file


@pytest.fixture(params=["script", "launcher"])
def host(request: pytest.FixtureRequest, launcher: Path) -> Iterator[Host]:
    started = Host(SCRIPT if request.param == "script" else launcher)
    yield started
    started.process.kill()
    started.hang_up()


def test_hello_and_then_anything_else(host: Host) -> None:
    hello = host.ask(HELLO, 1)
    assert (hello["type"], hello["protocol"]) == ("hello", {"min": 1, "max": 1})
    assert host.ask({"type": "get_status"}, 2)["configured"] is False
    assert host.ask(HELLO, 3) == hello


def test_hello_is_answered_before_any_library_is_imported(places: Places) -> None:
    spy = (
        "import sys; sys.argv[1:] = ['chrome-extension://x/']\n"
        "from voiso_call import serve\n"
        "heavy = {'pydantic', 'aiohttp', 'phonenumbers', 'asyncio', 'json'} & sys.modules.keys()\n"
        "sys.stderr.write(f'imported: {sorted(heavy)}')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", spy], capture_output=True, text=True, check=True)
    assert done.stderr == "imported: []"


def test_a_greeting_in_another_spelling_is_answered_without_the_libraries(host: Host) -> None:
    host.send(b'{ "id" : 4, "request": {"extension_version": "1", "type": "hello"}, "protocol": 3 }')
    assert host.read()["reply"]["type"] == "hello"


@pytest.mark.parametrize(
    ("body", "frame_id", "code"),
    [
        (b"", 0, "invalid_request"),
        (b"\xff\xfe", 0, "invalid_request"),
        (b"null", 0, "invalid_request"),
        (b"[" * 60_000, 0, "invalid_request"),
        (b'{"protocol":1,"id":3,"request":{"type":"get_status"},"id":4}', 0, "invalid_request"),
        (b'{"protocol":1,"id":3,"request":{"type":"get_status","type":"hello"}}', 3, "invalid_request"),
        (b'{"protocol":1,"id":3,"request":{"type":"hang_up"}}', 3, "invalid_request"),
        (b'{"protocol":1,"id":3,"request":{"type":"hello"}}', 3, "invalid_request"),
        (b'{"protocol":9,"id":3,"request":{"type":"get_status"}}', 3, "version_mismatch"),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_bad_frame_gets_a_coded_answer_and_the_host_lives_on(
    host: Host, body: bytes, frame_id: int, code: str
) -> None:
    host.send(body)
    answer = host.read()
    assert (answer["id"], answer["reply"]["type"], answer["reply"]["code"]) == (frame_id, "failure", code)
    assert host.ask(HELLO, 7)["type"] == "hello"
    assert host.ask({"type": "get_status"}, 8)["type"] == "status"


def test_a_length_above_the_cap_is_answered_and_ends_the_host(host: Host) -> None:
    host.to_host.write(struct.pack("=I", 0xFFFFFFFF) + b"{}")
    host.to_host.flush()
    answer = host.read()
    assert (answer["id"], answer["reply"]["code"]) == (0, "frame_too_large")
    assert host.process.wait(5) == 0


def test_an_input_that_ends_inside_a_frame_is_answered_and_ends_the_host(host: Host) -> None:
    host.to_host.write(struct.pack("=I", 100) + b'{"protocol"')
    said, _ = host.hang_up()
    assert framing.decode(said[4:])["reply"]["code"] == "invalid_request"
    assert host.process.returncode == 0


def test_the_host_ends_when_the_browser_hangs_up(host: Host) -> None:
    host.ask(HELLO)
    begin = time.monotonic()
    said, stderr = host.hang_up()
    assert (said, stderr, host.process.returncode) == (b"", b"", 0)
    assert time.monotonic() - begin < 2, "Chromium kills at 2 s"


def test_a_browser_that_reads_nothing_neither_holds_the_host_nor_fills_its_memory(launcher: Path) -> None:
    host = Host(launcher)
    body = json.dumps({"protocol": 1, "id": 1, "request": {"type": "x" * 60_000}}).encode()
    frame = struct.pack("=I", len(body)) + body
    wire = host.to_host.fileno()
    os.set_blocking(wire, False)
    taken = 0
    while select.select([], [wire], [], 2)[1]:  # until neither pipe nor host take more
        taken += os.write(wire, frame[taken % len(frame) :])
        assert taken < 3000 * len(frame), "the host goes on reading"
    with host.process:  # closes every pipe of ours
        host.to_host.close()
        assert host.process.wait(15) == 0


async def test_a_call_goes_through_and_the_hang_up_right_after_it_does_not_lose_it(
    start_sandbox: Callable[..., Awaitable[tuple[str, web.Application]]],
    set_up: Callable[..., Places],
    launcher: Path,
) -> None:
    import asyncio

    url, app = await start_sandbox()
    set_up(url)
    call = {"type": "place_call", "request_id": "gesture-1", "number": "+14155550100", "via": "click"}

    def converse() -> dict[str, Any]:
        host = Host(launcher)
        host.send(json.dumps({"protocol": 1, "id": 5, "request": call}).encode())
        said, _ = host.hang_up()
        return framing.decode(said[4:])

    answer = await asyncio.to_thread(converse)
    [received] = app[RECEIVED]
    assert (answer["id"], answer["reply"]["type"]) == (5, "call_placed")
    assert answer["reply"]["call_id"] == received.call_id
    assert received.body == {"user_id": 1234, "phone_number": "14155550100"}


def test_nothing_but_frames_is_on_the_wire_whatever_the_surroundings(tmp_path: Path, launcher: Path) -> None:
    noise = tmp_path / "noise"
    noise.mkdir()
    (noise / "sitecustomize.py").write_text("print('noise from sitecustomize')")
    (noise / "json.py").write_text("print('noise from a false json')")
    host = Host(launcher, PYTHONPATH=str(noise), PYTHONVERBOSE="1", PYTHONSTARTUP=str(noise / "json.py"))
    assert host.ask(HELLO)["type"] == "hello"
    assert host.ask({"type": "get_status"}, 2)["type"] == "status"
    said, _ = host.hang_up()
    assert said == b""


def test_what_a_library_prints_goes_to_stderr(tmp_path: Path) -> None:
    spy = (
        "import os, sys\n"
        "from voiso_call.serve import take_wire\n"
        "reader, writer = take_wire()\n"
        "print('printed'); os.write(1, b'written'); os.system('echo from a child')\n"
        "assert os.read(0, 1) == b''\n"
        "writer.write(b'frame:' + reader.read(5))\n"
    )
    done = subprocess.run([sys.executable, "-c", spy], input=b"input", capture_output=True, check=True)
    assert done.stdout == b"frame:input"
    assert all(word in done.stderr for word in (b"printed", b"written", b"from a child"))


def test_a_broken_installation_still_answers(tmp_path: Path) -> None:
    spy = (
        f"import sys; sys.modules['aiohttp'] = None; sys.argv[1:] = ['{ORIGIN}']\n"
        "from voiso_call.serve import main; main()\n"
    )
    host = Host(sys.executable, "-I", "-c", spy)
    assert host.ask(HELLO)["type"] == "hello"
    reply = host.ask({"type": "get_status"}, 2)
    assert (reply["code"], reply["detail"]) == ("internal", "the host cannot start: ModuleNotFoundError")
    _, stderr = host.hang_up()
    assert b"ModuleNotFoundError" in stderr
