"""How soon a fresh host answers: `hello` against a bare interpreter, the first call against a naive host.

Run in an environment where the host is installed: `python tests/bench/host_start.py [ROUNDS]`. Rounds are
interleaved, so that a noisy machine is noisy for all.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from voiso_call.config.paths import HOME_ENV_VAR, app_paths
from voiso_call.install import native_manifest
from voiso_call.protocol import framing
from voiso_call.provisioning.settings_writer import write_settings

HERE = Path(__file__).parent
HELLO: dict[str, Any] = {"type": "hello", "extension_version": "0"}
ORIGIN = f"chrome-extension://{native_manifest.CHROMIUM_EXTENSION_ID}/"


def main() -> int:
    """Print one table; exit 1 where a ratio is above its aim."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with tempfile.TemporaryDirectory() as folder:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment[HOME_ENV_VAR] = folder
        sandbox, url = _sandbox()
        try:
            paths = app_paths(environment)
            write_settings(paths, {"cluster": "sandbox", "user_id": 1234, "base_url": url}, "test-key-all")
            planned = native_manifest.plan_install("chromium", paths, Path(folder) / "browser")
            native_manifest.install(planned)
            registered = [str(planned.launcher_file), ORIGIN]
            script = [str(Path(sys.executable).with_name("voiso-call-host")), ORIGIN]
            bare = [sys.executable, "-I", "-S", str(HERE / "bare_host.py")]
            naive = [sys.executable, "-I", str(HERE / "naive_host.py")]
            first_hello = _interleaved(
                rounds, environment, {"bare": bare, "registered": registered, "script": script}, lambda: HELLO
            )
            first_call = _interleaved(rounds, environment, {"naive": naive, "registered": registered}, _call)
        finally:
            if sandbox.stdin is not None:
                sandbox.stdin.close()
            sandbox.wait(10)
    print(f"process start to first reply, ms, {rounds} interleaved rounds: median (min)")
    good = _row("hello", first_hello, "bare", 1.6)
    good &= _row("place_call", first_call, "naive", 1.3)
    return 0 if good else 1


def _call() -> dict[str, Any]:
    return {"type": "place_call", "request_id": uuid.uuid4().hex, "number": "+14155550100", "trigger": "cli"}


def _sandbox() -> tuple[subprocess.Popen[bytes], str]:
    command = [sys.executable, "-I", "-m", "voiso_call", "sandbox", "--until-stdin-closes"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if process.stdout is None:
        raise ValueError("no pipe")
    return process, process.stdout.readline().decode().strip()


def _interleaved(
    rounds: int, environment: dict[str, str], hosts: dict[str, list[str]], request: Any
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in hosts}
    for turn in range(rounds + 1):
        for name, command in hosts.items():
            seconds = _first_reply(command, environment, request())
            if turn:  # the first round warms the disk's cache
                times[name].append(seconds * 1000)
    return times


def _first_reply(command: list[str], environment: dict[str, str], request: dict[str, Any]) -> float:
    frame = framing.encode({"protocol": 1, "id": 1, "request": request})
    begin = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
    ) as host:
        if host.stdin is None or host.stdout is None:
            raise ValueError("no pipes")
        host.stdin.write(frame)
        answer = framing.decode(framing.read_message(host.stdout, framing.MAX_REPLY_BYTES))
        seconds = time.perf_counter() - begin
        host.stdin.close()
    if answer.get("reply", {}).get("type") == "failure":
        raise ValueError(f"{command[0]} answered {answer}")
    return seconds


def _row(what: str, times: dict[str, list[float]], floor: str, aim: float) -> bool:
    base = statistics.median(times[floor])
    good = True
    for name, values in times.items():
        ratio = statistics.median(values) / base
        verdict = "" if name == floor else f"{ratio:5.2f} x {floor} (aim: at most {aim})"
        good &= name == floor or ratio <= aim
        print(f"{what:<11}{name:<11}{statistics.median(values):7.1f} ({min(values):.1f})  {verdict}")
    return good


if __name__ == "__main__":
    raise SystemExit(main())
