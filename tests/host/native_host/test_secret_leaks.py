"""Leaks of API keys and phone numbers: requests and commands are used, then all that was written is searched.

The key may be in its store alone; numbers in the journal, and in replies, which have them by the protocol.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.fork_server import RUN_PROGRAM, ForkServer
from support.host_process import HELLO, ORIGIN, ForkedHost, HostProcess
from support.sandbox import setup_arguments
from support.sandbox_thread import sandbox_thread
from voiso_call.config.paths import AppPaths
from voiso_call.install import native_manifest
from voiso_call.sandbox.scenarios import SCENARIOS

KEY = "test-key-calls-only"  # the sandbox accepts it
REJECTED_KEY = "canary-key-0a1b2c3d4e5f"  # the sandbox does not
CONFIGURED_KEY = "canary-configured-5e4d3c2b1a0f"  # the browser sends it, and the sandbox does not accept it
KEYS = (KEY, REJECTED_KEY, CONFIGURED_KEY)
NUMBERS = ["+17015550100", *SCENARIOS]  # one for every answer
NUMBER_PATTERN = re.compile(r"701\D{0,3}555")  # in each of them, in every notation
PREMIUM_NUMBER = "+449098790000"
PLACE_CALL = {"type": "place_call", "trigger": "click"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")


@pytest.fixture
def launcher(paths: AppPaths) -> Path:
    """The program that a browser starts."""
    plan = native_manifest.plan_install("chromium", paths)
    native_manifest.install(plan)
    return plan.launcher_file


class LeakDetector:
    """Runs commands, collects all that is written, and searches it for keys and numbers."""

    def __init__(self, paths: AppPaths, folder: Path, server: ForkServer):
        self.paths, self._folder, self._server = paths, folder, server
        self.outputs: list[tuple[str, str]] = []  # source, text: may contain neither key nor number
        self.replies: list[str] = []  # may contain numbers

    def run(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as a process; its output may contain numbers, what it writes to stderr may not."""
        done = self._server.run("voiso_call.cli.main:main", "voiso-call", *arguments, typed=typed)
        self.replies.append(done.stdout)
        self.outputs.append((f"stderr of {arguments[:3]}", done.stderr))
        return done

    def assert_no_leak(self) -> None:
        """Search all outputs and files."""
        for reply in self.replies:
            assert not [key for key in KEYS if key in reply], reply
        for source, text in self.outputs:
            assert not [key for key in KEYS if key in text], (source, text)
            assert not NUMBER_PATTERN.search(text), (source, text)
        searched = set()
        for file in self._folder.rglob("*"):
            if not file.is_file() or file == self.paths.key_file:
                continue
            text = file.read_bytes().decode("latin-1")
            searched.add(file.name)
            assert not [key for key in KEYS if key in text], file
            if not file.name.startswith(("journal.sqlite3", "sandbox.jsonl")):
                assert not NUMBER_PATTERN.search(text), file
        assert {"config.toml", "host.log", "journal.sqlite3", "sandbox.jsonl"} <= searched


@pytest.fixture
def detector(paths: AppPaths, tmp_path: Path, forks: ForkServer) -> Iterator[LeakDetector]:
    """A detector, for an agent who is set up for a sandbox."""
    with sandbox_thread(tmp_path / "sandbox.jsonl", late_delay_ms=50) as url:
        created = LeakDetector(paths, tmp_path, forks)
        assert created.run("--verbose", *setup_arguments(url), "--json", typed=KEY).returncode == 0
        with paths.config_file.open("a", encoding="utf-8") as file:
            file.write("limits = { per_minute = 0, repeat_window_s = 0 }\n")
        yield created


def invalid_messages() -> list[bytes]:
    """Return messages that are refused, with a key or a number wherever a refusal could quote one."""
    number, messages = NUMBERS[0], []
    call = {**PLACE_CALL, "request_id": "call-000", "number": number}
    for secret in (number, KEY):
        messages += [
            json.dumps({"protocol": 1, "id": 9, "request": request})
            for request in (
                {**call, secret: 1},
                {**call, "request_id": f"{secret} {secret}"},
                {**call, "region": secret},
                {**call, "trigger": secret},
                {**call, "original_text": [secret]},
                {**call, "number": secret * 10},
                {**call, "confirmed": [secret]},
                {**call, "source": {"account_id": "1", secret: secret}},
                {"type": secret},
                {"type": "configure", "api_key": [secret]},
                {"type": "configure", "api_key": secret * 500},
                {"type": "configure", "api_key": secret, secret: 1},
                {"type": "configure", "api_key": secret, "user_id": secret},
                {"type": "configure", "api_key": secret, "key_store": secret},
                {"type": "configure", "api_key": f"{secret} {secret}"},
                {"type": "configure", "cluster": f"{secret}/"},
                {"type": "configure", "default_region": secret},
                {"type": "configure", "caller_ids": [f"+{secret}"]},
                {"type": "find_agents", "query": secret * 20},
                {"type": "hello", "extension_version": secret * 20},
            )
        ]
        messages += [
            f'{{"protocol":1,"id":9,"{secret}":1,"{secret}":2}}',
            f'{{"protocol":1,"id":9,"request":"{secret}"',
            f"{secret}",
            json.dumps({"protocol": secret, "id": secret, "request": {"type": "get_status"}}),
        ]
    return [message.encode() for message in messages] + [b'{"number":"' + number.encode() + b"\xff"]


def test_browser_requests_leak_no_key_and_no_number(detector: LeakDetector, launcher: Path) -> None:
    host = HostProcess(launcher)
    answers: list[dict[str, Any]] = []

    def record_answer(request: dict[str, Any]) -> None:
        answers.append(host.request(request))

    for request in (HELLO, {"type": "get_status"}, {"type": "warm_up"}):
        record_answer(request)
    for index, number in enumerate([*NUMBERS, "911", PREMIUM_NUMBER, "no number 701-555"]):
        record_answer({"type": "check_number", "number": number, "original_text": number})
        call = {**PLACE_CALL, "request_id": f"call-{index:03}", "number": number}
        record_answer(
            {
                **call,
                "original_text": f"call {number}",
                "confirmed": ["premium_rate"],
                "page_origin": "https://crm.example",
            }
        )
        record_answer(call)
    record_answer({"type": "get_history", "limit": 100})
    for configured_key in (KEY, CONFIGURED_KEY, f"{CONFIGURED_KEY}\r\n", f"x {KEY}"):
        record_answer({"type": "configure", "api_key": configured_key})
        record_answer({"type": "configure", "api_key": configured_key, "user_id": 0})
        record_answer({"type": "configure", "api_key": configured_key, "key_store": "keyring"})
        for request_type in ("find_agents", "check_setup", "get_status"):
            record_answer({"type": request_type})
    assert detector.paths.key_file.read_text() == CONFIGURED_KEY
    record_answer({"type": "configure", "api_key": KEY})
    types = {answer["type"] for answer in answers}
    assert types >= {
        "hello",
        "status",
        "warmed_up",
        "number_checked",
        "call_placed",
        "failure",
        "history",
        "setup_checked",
    }
    assert len({answer["code"] for answer in answers if answer["type"] == "failure"}) >= 9

    refusals = []
    for message in invalid_messages():
        host.send(message)
        refusals.append(host.read())
        assert refusals[-1]["reply"]["type"] == "failure"
    detector.outputs.append(("refusals", json.dumps(refusals)))

    process = Path("/proc") / str(host.process.pid)
    detector.outputs.append(("cmdline", (process / "cmdline").read_bytes().decode()))
    if os.access(process / "environ", os.R_OK):
        detector.outputs.append(("environ", (process / "environ").read_bytes().decode()))
    detector.paths.key_file.write_text(REJECTED_KEY)
    answers.append(host.request({**call, "request_id": "call-rejected", "number": NUMBERS[0]}))
    assert answers[-1]["code"] == "key_rejected"
    detector.assert_no_leak()  # while the journal's -wal and -shm files exist
    out, err = host.close_and_wait()
    detector.replies.append(json.dumps(answers) + out.decode())
    detector.outputs.append(("stderr", err.decode()))
    detector.assert_no_leak()
    lines = [json.loads(line) for line in detector.paths.log_file.read_text().splitlines()]
    assert {line["event"] for line in lines} >= {"host_started", "request_finished", "host_stopped"}
    assert any(line.get("number") == "+1 ••••00" for line in lines), "numbers are logged, redacted"
    assert detector.paths.log_file.stat().st_mode & 0o777 == 0o600


def test_cli_commands_leak_no_key_and_no_number(detector: LeakDetector) -> None:
    run = detector.run
    for number in (NUMBERS[0], "+17015550141", "+17015550163", "701555"):
        for options in ((), ("--json",)):
            run("--verbose", "call", number, *options)
    run("--verbose", "history", "--json")
    run("history")
    run("status")
    run("log")
    assert run("key", "rotate", typed=f"{KEY} {KEY}").returncode == 1
    assert run("key", "rotate", "--api-key-stdin", typed=REJECTED_KEY).returncode == 0
    run("--verbose", "call", NUMBERS[0], "--json")
    assert run("key", "move", "--to", "keyring").returncode == 1, "there is no keyring here"
    wrong_user = ("setup", "--user-id", "0", "--api-key-stdin", "--key-store", "file")
    assert run(*wrong_user, typed=KEY).returncode == 2
    detector.paths.key_file.chmod(0o644)
    run("status", "--json")
    run("call", NUMBERS[0])
    run("key", "delete")
    assert not detector.paths.key_file.exists()
    run("call", NUMBERS[0])
    config = detector.paths.config_file.read_text()
    detector.paths.config_file.write_text(
        f'{config}default_region = "{KEY}"\ncaller_ids = ["{NUMBERS[0]}"]\n'
    )
    run("status")
    detector.paths.config_file.write_text(config)
    detector.assert_no_leak()


FAULTS = {
    "in a call": "client.VoisoClient.place_call = fail_async",
    "in the journal": "journal.Journal.reserve = lambda *_, **__: fail()",
    "in a task": "client.VoisoClient.place_call = lambda *_, **__: asyncio.ensure_future(fail_async())"
    " and fail_async()",
    "in a thread": "key_store.load = lambda *_: threading.Thread(target=fail).start() or fail()",
    "in a library's log": "key_store.load = lambda *_: logging.getLogger('aiohttp').error(SECRETS) or fail()",
    "in a library's log, with a traceback": "key_store.load = lambda *_: log_and_fail()",
    "as a warning": "key_store.load = lambda *_: warnings.warn(SECRETS) or fail()",
    "in a finalizer": "key_store.load = lambda *_: FailsInFinalizer() and fail()",
}
# A host with a fault.
FAULTY_HOST = """
import asyncio, logging, sys, threading, warnings
from voiso_call.credentials import key_store
from voiso_call.store import journal
from voiso_call.voiso import client
from voiso_call.native_host.main import main

SECRETS = ' '.join(['test-key', '701'])
SECRETS = SECRETS.replace('key', 'key-calls-only').replace('701', '7015550100')

def fail(*_):
    raise ValueError(SECRETS)

async def fail_async(*_, **__):
    fail()

class FailsInFinalizer:
    def __del__(self):
        fail()

def log_and_fail():
    try:
        fail()
    except ValueError:
        logging.getLogger('aiohttp').exception(SECRETS)
    fail()

{fault}
main()
"""


@pytest.mark.parametrize("fault", FAULTS)
def test_unexpected_errors_leak_no_key_and_no_number(
    detector: LeakDetector, tmp_path: Path, fault: str, forks: ForkServer
) -> None:
    program = tmp_path / "program.py"
    program.write_text(FAULTY_HOST.format(fault=FAULTS[fault]))
    with (tmp_path / "stderr").open("wb") as stderr:  # searched like all files
        host = ForkedHost(forks, program, target=RUN_PROGRAM, stderr=stderr.fileno())
    assert host.request(HELLO)["type"] == "hello"
    reply = host.request({**PLACE_CALL, "request_id": "call-001", "number": NUMBERS[0]}, 2)
    assert reply["code"] in ("internal", "call_outcome_unknown")
    assert reply["detail"] in ("ValueError", "nothing was sent: ValueError")
    out, _ = host.close_and_wait()
    detector.outputs += [("reply", json.dumps(reply)), ("stdout", out.decode())]
    program.unlink()  # it contains a secret, and the folder is searched
    detector.assert_no_leak()
    assert '"unhandled_exception"' in detector.paths.log_file.read_text()


def test_unwritable_log_does_not_stop_a_call(detector: LeakDetector, launcher: Path, paths: AppPaths) -> None:
    paths.log_file.unlink(missing_ok=True)
    paths.log_file.mkdir()
    host = HostProcess(launcher, caller=(ORIGIN,))
    call = {**PLACE_CALL, "request_id": "call-001", "number": NUMBERS[0]}
    assert host.request(call)["type"] == "call_placed"
    assert host.close_and_wait() == (b"", b"")
