"""Canaries: every path is walked with a key and numbers that are then looked for in all that was written.

The key may be in its store alone; a number in the journal and in replies, which have it by the protocol.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.host_process import HELLO, ORIGIN, HostProcess
from voiso_call.config.paths import AppPaths
from voiso_call.install import native_manifest
from voiso_call.sandbox.scenarios import SCENARIOS

COMMAND = Path(sys.executable).with_name("voiso-call.exe" if sys.platform == "win32" else "voiso-call")
KEY = "test-key-calls-only"  # the sandbox takes it
REJECTED = "canary-key-0a1b2c3d4e5f"  # the sandbox does not
KEYS = (KEY, REJECTED)
NUMBERS = ["+17015550100", *SCENARIOS]  # one for every answer
CANARY = re.compile(r"701\D{0,3}555")  # of each of them, however it is written
PREMIUM = "+449098790000"
TYPED = ("--api-key-stdin", "--key-store", "file")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[str]:
    log = str(tmp_path / "sandbox.jsonl")
    command = [str(COMMAND), "sandbox", "--until-stdin-closes", "--slow", "50", "--log", log]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


@pytest.fixture
def launcher(paths: AppPaths) -> Path:
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    return planned.launcher_file


class LeakDetector:
    """All that was written anywhere, and who may hold which canary."""

    def __init__(self, paths: AppPaths, folder: Path):
        self.paths, self.folder = paths, folder
        self.outputs: list[tuple[str, str]] = []  # what, text: neither key nor number
        self.replies: list[str] = []  # by the protocol they have numbers

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command; what it says must hold no key, what it says to stderr no number either."""
        done = subprocess.run([COMMAND, *arguments], input=typed, capture_output=True, text=True, timeout=60)
        self.replies.append(done.stdout)
        self.outputs.append((f"stderr of {arguments[:3]}", done.stderr))
        return done

    def assert_no_leak(self) -> None:
        """Look for every canary in every place."""
        for reply in self.replies:
            assert not [key for key in KEYS if key in reply], reply
        for what, text in self.outputs:
            assert not [key for key in KEYS if key in text], (what, text)
            assert not CANARY.search(text), (what, text)
        looked_into = set()
        for file in self.folder.rglob("*"):
            if not file.is_file() or file == self.paths.key_file:
                continue
            text = file.read_bytes().decode("latin-1")
            looked_into.add(file.name)
            assert not [key for key in KEYS if key in text], file
            if not file.name.startswith(("journal.sqlite3", "sandbox.jsonl")):
                assert not CANARY.search(text), file
        assert {"config.toml", "host.log", "journal.sqlite3", "sandbox.jsonl"} <= looked_into


@pytest.fixture
def nest(paths: AppPaths, tmp_path: Path, sandbox: str) -> LeakDetector:
    made = LeakDetector(paths, tmp_path)
    needed = ("--cluster", "sandbox", "--user-id", "1234", "--region", "US", "--base-url", sandbox)
    assert made.run("--verbose", "setup", *needed, *TYPED, "--json", typed=KEY).returncode == 0
    with paths.config_file.open("a", encoding="utf-8") as file:
        file.write("limits = { per_minute = 0, repeat_window_s = 0 }\n")
    return made


def bad_frames() -> list[bytes]:
    """Frames that are refused, with canaries at every place from which a refusal could take its words."""
    number, frames = NUMBERS[0], []
    call = {"type": "place_call", "request_id": "gesture-0", "number": number, "trigger": "click"}
    for canary in (number, KEY):
        frames += [
            json.dumps({"protocol": 1, "id": 9, "request": request})
            for request in (
                {**call, canary: 1},
                {**call, "request_id": f"{canary} {canary}"},
                {**call, "region": canary},
                {**call, "trigger": canary},
                {**call, "original_text": [canary]},
                {**call, "number": canary * 10},
                {**call, "confirmed": [canary]},
                {**call, "source": {"account_id": "1", canary: canary}},
                {"type": canary},
                {"type": "hello", "extension_version": canary * 20},
            )
        ]
        frames += [
            f'{{"protocol":1,"id":9,"{canary}":1,"{canary}":2}}',
            f'{{"protocol":1,"id":9,"request":"{canary}"',
            f"{canary}",
            json.dumps({"protocol": canary, "id": canary, "request": {"type": "get_status"}}),
        ]
    return [frame.encode() for frame in frames] + [b'{"number":"' + number.encode() + b"\xff"]


def test_no_canary_sings_outside_its_cage_whatever_the_browser_asks(
    nest: LeakDetector, launcher: Path
) -> None:
    host = HostProcess(launcher)
    answers: list[dict[str, Any]] = []

    def ask(request: dict[str, Any]) -> None:
        answers.append(host.ask(request))

    for request in (HELLO, {"type": "get_status"}, {"type": "warm_up"}):
        ask(request)
    for index, number in enumerate([*NUMBERS, "911", PREMIUM, "no number 701-555"]):
        ask({"type": "check_number", "number": number, "original_text": number})
        call = {"type": "place_call", "request_id": f"gesture-{index}", "number": number, "trigger": "click"}
        ask(
            {
                **call,
                "original_text": f"call {number}",
                "confirmed": ["premium_rate"],
                "page": "https://crm.example",
            }
        )
        ask(call)
    ask({"type": "get_history", "limit": 100})
    types = {answer["type"] for answer in answers}
    assert types >= {
        "hello",
        "status",
        "warmed_up",
        "number_checked",
        "call_placed",
        "failure",
        "history",
    }
    assert len({answer["code"] for answer in answers if answer["type"] == "failure"}) >= 9

    refusals = []
    for frame in bad_frames():
        host.send(frame)
        refusals.append(host.read())
        assert refusals[-1]["reply"]["type"] == "failure"
    nest.outputs.append(("refusals", json.dumps(refusals)))

    process = Path("/proc") / str(host.process.pid)
    nest.outputs.append(("cmdline", (process / "cmdline").read_bytes().decode()))
    if os.access(process / "environ", os.R_OK):
        nest.outputs.append(("environ", (process / "environ").read_bytes().decode()))
    nest.paths.key_file.write_text(REJECTED)
    answers.append(host.ask({**call, "request_id": "gesture-rejected", "number": NUMBERS[0]}))
    assert answers[-1]["code"] == "key_rejected"
    nest.assert_no_leak()  # while the journal's -wal and -shm are there
    out, err = host.hang_up()
    nest.replies.append(json.dumps(answers) + out.decode())
    nest.outputs.append(("stderr", err.decode()))
    nest.assert_no_leak()
    lines = [json.loads(line) for line in nest.paths.log_file.read_text().splitlines()]
    assert {line["event"] for line in lines} >= {"host_started", "request_finished", "host_stopped"}
    assert any(line.get("number") == "+1 ••••00" for line in lines), "numbers are there, masked"
    assert nest.paths.log_file.stat().st_mode & 0o777 == 0o600


def test_no_canary_sings_outside_its_cage_whatever_the_person_does(nest: LeakDetector) -> None:
    for number in (NUMBERS[0], "+17015550141", "+17015550163", "701555"):
        for form in ((), ("--json",)):
            nest.run("--verbose", "call", number, *form)
    nest.run("--verbose", "history", "--json")
    nest.run("history")
    nest.run("status")
    nest.run("log")
    assert nest.run("key", "rotate", typed=f"{KEY} {KEY}").returncode == 1
    assert nest.run("key", "rotate", "--api-key-stdin", typed=REJECTED).returncode == 0
    nest.run("--verbose", "call", NUMBERS[0], "--json")
    assert nest.run("key", "move", "--to", "keyring").returncode == 1, "no keyring answers here"
    assert nest.run("setup", "--user-id", "0", *TYPED, typed=KEY).returncode == 2
    nest.paths.key_file.chmod(0o644)
    nest.run("status", "--json")
    nest.run("call", NUMBERS[0])
    nest.run("key", "forget")
    assert not nest.paths.key_file.exists()
    nest.run("call", NUMBERS[0])
    shown = nest.paths.config_file.read_text()
    nest.paths.config_file.write_text(f'{shown}default_region = "{KEY}"\ncaller_ids = ["{NUMBERS[0]}"]\n')
    nest.run("status")
    nest.paths.config_file.write_text(shown)
    nest.assert_no_leak()


FAULTS = {
    "in a call": "client.VoisoClient.place_call = broken",
    "in the journal": "journal.Journal.reserve = lambda *_, **__: raising()",
    "in a task": "client.VoisoClient.place_call = lambda *_, **__: asyncio.ensure_future(broken())"
    " and broken()",
    "in a thread": "key_store.load = lambda *_: threading.Thread(target=raising).start() or raising()",
    "in a library's log": "key_store.load = lambda *_: logging.getLogger('aiohttp').error(CANARIES)"
    " or raising()",
    "in a library's log, told": "key_store.load = lambda *_: told()",
    "as a warning": "key_store.load = lambda *_: warnings.warn(CANARIES) or raising()",
    "where nobody looks": "key_store.load = lambda *_: Unraisable() and raising()",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_canary_sings_in_an_error_that_nobody_expected(
    nest: LeakDetector, tmp_path: Path, fault: str, launcher: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import asyncio, logging, sys, threading, warnings\n"
        "from voiso_call.credentials import key_store\n"
        "from voiso_call.store import journal\n"
        "from voiso_call.voiso import client\n"
        "from voiso_call.native_host.main import main\n"
        "CANARIES = ' '.join(['test-key', '701'])\n"
        "CANARIES = CANARIES.replace('key', 'key-calls-only').replace('701', '7015550100')\n"
        "def raising(*_): raise ValueError(CANARIES)\n"
        "async def broken(*_, **__): raising()\n"
        "class Unraisable:\n    def __del__(self): raising()\n"
        "def told():\n"
        "    try: raising()\n"
        "    except ValueError: logging.getLogger('aiohttp').exception(CANARIES)\n"
        "    raising()\n"
        f"{FAULTS[fault]}\n"
        "main()\n"
    )
    host = HostProcess(sys.executable, program)
    assert host.ask(HELLO)["type"] == "hello"
    call = {"type": "place_call", "request_id": "gesture-1", "number": NUMBERS[0], "trigger": "click"}
    reply = host.ask(call, 2)
    assert (reply["code"], reply["detail"]) == ("internal", "ValueError")
    out, err = host.hang_up()
    nest.outputs += [("reply", json.dumps(reply)), ("stdout", out.decode()), ("stderr", err.decode())]
    program.unlink()  # its text holds half of each canary
    nest.assert_no_leak()
    assert '"unhandled_exception"' in nest.paths.log_file.read_text()


def test_a_log_that_cannot_be_written_stops_no_call(
    nest: LeakDetector, launcher: Path, paths: AppPaths, set_up: Callable[..., AppPaths]
) -> None:
    paths.log_file.unlink(missing_ok=True)
    paths.log_file.mkdir()
    host = HostProcess(launcher, caller=(ORIGIN,))
    call = {"type": "place_call", "request_id": "gesture-1", "number": NUMBERS[0], "trigger": "click"}
    assert host.ask(call)["type"] == "call_placed"
    assert host.hang_up() == (b"", b"")
