"""Measures how soon a new host process replies, against a host that only echoes and one that starts naively.

Run with the host installed: `.local/venv/bin/python tests/bench/host_start.py [ROUNDS]`. Each round starts
all hosts in turn, so that other load on the machine slows them all down alike. Exits 1 where a ratio
is above its limit.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from voiso_call.config.paths import HOME_ENV_VAR, app_paths
from voiso_call.install import native_manifest
from voiso_call.native_host import launching_extension
from voiso_call.protocol import framing
from voiso_call.provisioning.settings_writer import SettingValue, write_settings

HERE = Path(__file__).parent
HELLO: dict[str, Any] = {"type": "hello", "extension_version": "0"}
ORIGIN = f"chrome-extension://{launching_extension.CHROMIUM_IDS[0]}/"
NO_LIMITS = {
    "per_minute": 0,
    "per_number_per_day": 0,
    "repeat_window_s": 0,
}  # each round calls the same number
MAX_HELLO_RATIO = 1.6  # against a bare interpreter
MAX_CALL_RATIO = 1.3  # against the naive host

TimesMs = dict[str, list[float]]  # by the host's name


def main() -> int:
    """Print one table; return 1 where a ratio is above its limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with tempfile.TemporaryDirectory() as folder:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment[HOME_ENV_VAR] = folder
        sandbox, url = _start_sandbox()
        try:
            paths = app_paths(environment)
            settings: dict[str, SettingValue] = {"cluster": "sandbox", "user_id": 1234, "sandbox_url": url}
            write_settings(paths, {**settings, "limits": NO_LIMITS}, "test-key-all")
            plan = native_manifest.plan_install("chromium", paths, Path(folder) / "browser")
            native_manifest.install(plan)
            registered = [str(plan.launcher_file), ORIGIN]
            script = [str(Path(sys.executable).with_name("voiso-call-host")), ORIGIN]
            bare = [sys.executable, "-I", "-S", str(HERE / "bare_host.py")]
            naive = [sys.executable, "-I", str(HERE / "naive_host.py")]
            hello_hosts = {"bare": bare, "registered": registered, "script": script}
            hello_ms = _measure(rounds, environment, hello_hosts, lambda: HELLO)
            call_hosts = {"naive": naive, "registered": registered}
            call_ms = _measure(rounds, environment, call_hosts, _place_call)
        finally:
            if sandbox.stdin is not None:
                sandbox.stdin.close()
            sandbox.wait(10)
    print(f"From the start of a host process to its first reply, in ms; {rounds} rounds: median (fastest).")
    print(
        "bare: echoes one message; naive: imports everything first; registered: as a browser starts the host;"
    )
    print("script: by its voiso-call-host command.\n")
    is_hello_fast = _print_rows("hello", hello_ms, "bare", MAX_HELLO_RATIO)
    is_call_fast = _print_rows("place_call", call_ms, "naive", MAX_CALL_RATIO)
    return 0 if is_hello_fast and is_call_fast else 1


def _place_call() -> dict[str, Any]:
    return {"type": "place_call", "request_id": uuid.uuid4().hex, "number": "+14155550100", "trigger": "cli"}


def _start_sandbox() -> tuple[subprocess.Popen[bytes], str]:
    """Start the sandbox; return its process, which ends when its input is closed, and its URL."""
    command = [sys.executable, "-I", "-m", "voiso_call", "sandbox", "--until-stdin-closes"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if process.stdout is None:
        raise ValueError("no pipe")
    return process, process.stdout.readline().decode().strip()


def _measure(
    rounds: int,
    environment: dict[str, str],
    hosts: dict[str, list[str]],
    make_request: Callable[[], dict[str, Any]],
) -> TimesMs:
    times: TimesMs = {name: [] for name in hosts}
    for turn in range(rounds + 1):
        for name, command in hosts.items():
            seconds = _first_reply_s(command, environment, make_request())
            if turn:  # the first round only fills the disk cache
                times[name].append(seconds * 1000)
    return times


def _first_reply_s(command: list[str], environment: dict[str, str], request: dict[str, Any]) -> float:
    sent = {"protocol": 1, "id": 1, "request": request}
    message = framing.encode(sent)
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
    ) as host:
        if host.stdin is None or host.stdout is None:
            raise ValueError("no pipes")
        host.stdin.write(message)
        answer = framing.decode(framing.read_message(host.stdout, framing.MAX_REPLY_BYTES))
        seconds = time.perf_counter() - start
        host.stdin.close()
    if answer != sent and answer.get("reply", {}).get("type") not in ("hello", "call_placed"):
        raise ValueError(f"{command[0]} replied {answer}")
    return seconds


def _print_rows(request: str, times: TimesMs, reference: str, max_ratio: float) -> bool:
    """Print one request's rows; return whether no host is slower than the limit."""
    reference_ms = statistics.median(times[reference])
    is_fast = True
    for name, values in times.items():
        median = statistics.median(values)
        ratio = median / reference_ms
        note = "" if name == reference else f"{ratio:5.2f} x {reference} (limit: {max_ratio})"
        is_fast &= name == reference or ratio <= max_ratio
        print(f"{request:<11}{name:<11}{median:7.1f} ({min(values):.1f})  {note}")
    return is_fast


if __name__ == "__main__":
    raise SystemExit(main())
