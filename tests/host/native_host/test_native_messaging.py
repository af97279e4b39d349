"""The installed host behind a real pipe: every frame is answered, and nothing but frames is on the wire."""

import dataclasses
import json
import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from support.host_process import HELLO, ORIGIN, SCRIPT, HostProcess
from voiso_call.config.paths import AppPaths
from voiso_call.install import native_manifest
from voiso_call.protocol import framing
from voiso_call.sandbox.server import RECORDED_REQUESTS


@pytest.fixture
def launcher(paths: AppPaths) -> Path:
    """What `voiso-call install` has the browsers start."""
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    return planned.launcher_file


@pytest.fixture(params=["script", "launcher"])
def host(request: pytest.FixtureRequest, launcher: Path) -> Iterator[HostProcess]:
    started = HostProcess(SCRIPT if request.param == "script" else launcher)
    yield started
    started.process.kill()
    started.hang_up()


def test_hello_and_then_anything_else(host: HostProcess) -> None:
    hello = host.ask(HELLO, 1)
    assert (hello["type"], hello["protocol"]) == ("hello", {"min": 1, "max": 1})
    assert host.ask({"type": "get_status"}, 2)["configured"] is False
    assert host.ask(HELLO, 3) == hello


def test_hello_is_answered_before_any_library_is_imported(paths: AppPaths) -> None:
    spy = (
        "import sys; sys.argv[1:] = ['chrome-extension://x/']\n"
        "from voiso_call.native_host import main\n"
        "heavy = {'pydantic', 'aiohttp', 'phonenumbers', 'asyncio', 'json'} & sys.modules.keys()\n"
        "sys.stderr.write(f'imported: {sorted(heavy)}')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", spy], capture_output=True, text=True, check=True)
    assert done.stderr == "imported: []"


def test_a_greeting_in_another_spelling_is_answered_without_the_libraries(host: HostProcess) -> None:
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
    host: HostProcess, body: bytes, frame_id: int, code: str
) -> None:
    host.send(body)
    answer = host.read()
    assert (answer["id"], answer["reply"]["type"], answer["reply"]["code"]) == (frame_id, "failure", code)
    assert host.ask(HELLO, 7)["type"] == "hello"
    assert host.ask({"type": "get_status"}, 8)["type"] == "status"


def test_a_length_above_the_cap_is_answered_and_ends_the_host(host: HostProcess) -> None:
    host.to_host.write(struct.pack("=I", 0xFFFFFFFF) + b"{}")
    host.to_host.flush()
    answer = host.read()
    assert (answer["id"], answer["reply"]["code"]) == (0, "frame_too_large")
    assert host.process.wait(5) == 0


def test_an_input_that_ends_inside_a_frame_is_answered_and_ends_the_host(host: HostProcess) -> None:
    host.to_host.write(struct.pack("=I", 100) + b'{"protocol"')
    said, _ = host.hang_up()
    assert framing.decode(said[4:])["reply"]["code"] == "invalid_request"
    assert host.process.returncode == 0


def test_the_host_ends_when_the_browser_hangs_up(host: HostProcess) -> None:
    host.ask(HELLO)
    begin = time.monotonic()
    said, stderr = host.hang_up()
    assert (said, stderr, host.process.returncode) == (b"", b"", 0)
    assert time.monotonic() - begin < 2, "Chromium kills at 2 s"


def test_a_browser_that_reads_nothing_neither_holds_the_host_nor_fills_its_memory() -> None:
    program = (
        "from voiso_call.native_host import main, server\n"
        "server.STALLED_READER_TIMEOUT_S = 0.5\n"  # 10 s in the product
        "main.main()\n"
    )
    host = HostProcess(sys.executable, "-I", "-c", program)
    body = json.dumps({"protocol": 1, "id": 1, "request": {"type": "x" * 60_000}}).encode()
    frame = struct.pack("=I", len(body)) + body
    wire = host.to_host.fileno()
    os.set_blocking(wire, False)
    written = 0
    with host.process:
        with suppress(BrokenPipeError):  # the host ends, although its input is open
            while select.select([], [wire], [], 15)[1]:
                written += os.write(wire, frame[written % len(frame) :])
                assert written < 3000 * len(frame), "the host goes on reading"
            host.process.kill()
        assert host.process.wait(15) == 0


async def test_a_call_goes_through_and_the_hang_up_right_after_it_does_not_lose_it(
    start_sandbox: Callable[..., Awaitable[tuple[str, web.Application]]],
    set_up: Callable[..., AppPaths],
    launcher: Path,
) -> None:
    import asyncio

    url, app = await start_sandbox()
    set_up(url)
    call = {"type": "place_call", "request_id": "gesture-1", "number": "+14155550100", "trigger": "click"}

    def converse() -> dict[str, Any]:
        host = HostProcess(launcher)
        host.send(json.dumps({"protocol": 1, "id": 5, "request": call}).encode())
        said, _ = host.hang_up()
        return framing.decode(said[4:])

    answer = await asyncio.to_thread(converse)
    [received] = app[RECORDED_REQUESTS]
    assert (answer["id"], answer["reply"]["type"]) == (5, "call_placed")
    assert answer["reply"]["call_id"] == received.call_id
    assert received.body == {"user_id": 1234, "phone_number": "14155550100"}


NOISE = "import os, sys; os.write(1, b'noise'); print('noise', flush=True); sys.stdin and sys.stdin.read()"
HOSTILE = {
    "PYTHONBREAKPOINT": "json.false",
    "PYTHONDEBUG": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONEXECUTABLE": "/nonexistent",
    "PYTHONHOME": "/nonexistent",
    "PYTHONINSPECT": "1",
    "PYTHONIOENCODING": "utf-16",
    "PYTHONPATH": ".",
    "PYTHONPROFILEIMPORTTIME": "1",
    "PYTHONSTARTUP": "json.py",
    "PYTHONUSERBASE": "user",
    "PYTHONVERBOSE": "1",
    "PYTHONWARNINGS": "error",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_variable_of_python_reaches_the_wire(tmp_path: Path, launcher: Path, name: str) -> None:
    """The current folder, which is also named as PYTHONPATH and user base, is full of false modules."""
    user = tmp_path / f"user/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    user.mkdir(parents=True)
    for folder in (tmp_path, user):
        for module in ("json", "sitecustomize", "usercustomize", "asyncio", "voiso_call"):
            (folder / f"{module}.py").write_text(NOISE)
        (folder / "noise.pth").write_text(NOISE)
    host = HostProcess(launcher, cwd=tmp_path, environment={name: HOSTILE[name]})
    assert host.ask(HELLO)["type"] == "hello"
    assert host.ask({"type": "get_status"}, 2)["type"] == "status"
    assert host.hang_up() == (b"", b"")


def test_no_customisation_of_this_very_python_reaches_the_wire(tmp_path: Path, paths: AppPaths) -> None:
    """What an administrator or a package puts beside the libraries runs before the host, and may print."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    [ours] = (tmp_path / "venv").glob("lib/python*/site-packages")
    [libraries] = {Path(pytest.__file__).parents[1]}
    (ours / "a.pth").write_text(NOISE)
    (ours / "libraries.pth").write_text(f"import site; site.addsitedir({str(libraries)!r})")
    (ours / "sitecustomize.py").write_text(NOISE + "\nimport atexit; atexit.register(print, 'noise')")
    planned = native_manifest.plan_install("chromium", paths)
    launcher = native_manifest.launcher_script(str(tmp_path / "venv/bin/python"))
    native_manifest.install(dataclasses.replace(planned, launcher=launcher))
    host = HostProcess(planned.launcher_file)
    assert host.ask(HELLO)["type"] == "hello"
    assert host.ask({"type": "get_status"}, 2)["type"] == "status"
    assert host.hang_up() == (b"", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_the_process_leaves_no_core_and_its_children_no_descriptor(host: HostProcess, tmp_path: Path) -> None:
    assert host.ask({"type": "get_status"})["type"] == "status"
    process = Path("/proc") / str(host.process.pid)
    [core] = [line for line in (process / "limits").read_text().splitlines() if "core file" in line]
    assert core.split()[4:6] == ["0", "0"]
    if os.geteuid():  # the kernel gives what is not dumpable to root
        assert process.stat().st_uid == 0
    spy = (
        "import os, subprocess\n"
        "from voiso_call.system import process_hardening\n"
        "from voiso_call.native_host.main import claim_stdio\n"
        "wire = claim_stdio()\n"
        "process_hardening.harden_process()\n"
        "import ctypes; assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0, 'PR_GET_DUMPABLE'\n"
        "for descriptor in os.listdir('/proc/self/fd'):\n"
        "    if int(descriptor) > 2 and os.path.exists(f'/proc/self/fd/{descriptor}'):\n"
        "        assert not os.get_inheritable(int(descriptor)), descriptor\n"
        "subprocess.run(['ls', '-l', '/proc/self/fd'], close_fds=False, stdout=wire[1])\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", spy], input=b"", capture_output=True, check=True)
    pipes = [line for line in done.stdout.splitlines() if b"pipe:" in line]
    assert {line.split()[-3] for line in pipes} == {b"1", b"2"}, "the one it was given, and stderr"


def test_what_a_library_prints_goes_to_stderr(tmp_path: Path) -> None:
    spy = (
        "import os, sys\n"
        "from voiso_call.native_host.main import claim_stdio\n"
        "reader, writer = claim_stdio()\n"
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
        "from voiso_call.native_host.main import main; main()\n"
    )
    host = HostProcess(sys.executable, "-I", "-c", spy)
    assert host.ask(HELLO)["type"] == "hello"
    reply = host.ask({"type": "get_status"}, 2)
    assert (reply["code"], reply["detail"]) == ("internal", "the host cannot start: ModuleNotFoundError")
    _, stderr = host.hang_up()
    assert b"ModuleNotFoundError" in stderr
