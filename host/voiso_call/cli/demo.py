"""The whole line without a browser: a sandbox, the host behind a real pipe, one call, nothing kept."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import IO, Any

from voiso_call.config.paths import HOME_ENV_VAR, app_paths
from voiso_call.native_host.launching_extension import CHROMIUM_IDS
from voiso_call.protocol import framing
from voiso_call.provisioning.settings_writer import SettingValue, write_settings

NUMBER = "+14155550100"  # a number that belongs to nobody (North American numbering plan, 555-01xx)
KEY = "test-key-all"  # one of the sandbox's own
_HOST = "from voiso_call.native_host.main import main; raise SystemExit(main())"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `voiso-call demo` runs; it has no options."""
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    """Show each step; return 0 when the call ID that the host tells is the one that the sandbox gave."""
    with tempfile.TemporaryDirectory(prefix="voiso-call-demo-") as folder:
        log = Path(folder) / "sandbox.jsonl"
        with _start("-m", "voiso_call", "sandbox", "--until-stdin-closes", "--log", str(log)) as sandbox:
            stop, output = _stdio(sandbox)
            url = output.readline().decode().strip()
            _print_step("sandbox", url)
            environment = {**os.environ, HOME_ENV_VAR: folder}
            settings: dict[str, SettingValue | None] = {
                "cluster": "sandbox",
                "user_id": 1234,
                "base_url": url,
            }
            write_settings(app_paths(environment), settings, KEY)
            _print_step("configured", folder)
            told = _run_host_session(environment)
            given = json.loads(log.read_text("utf-8").splitlines()[-1]).get("call_id")
            _print_step("sandbox", f"gave call ID {given}")
            stop.close()
    return 0 if told is not None and told == given else 1


def _run_host_session(environment: dict[str, str]) -> str | None:
    """Start the host as a browser does, greet it, check a number and call it; return the call ID."""
    with _start("-c", _HOST, f"chrome-extension://{CHROMIUM_IDS[0]}/", environment=environment) as host:
        to_host, from_host = _stdio(host)
        requests: list[dict[str, Any]] = [
            {"type": "hello", "extension_version": "0"},
            {"type": "check_number", "number": NUMBER},
            {"type": "place_call", "request_id": uuid.uuid4().hex, "number": NUMBER, "trigger": "cli"},
        ]
        reply: dict[str, Any] = {}
        for frame_id, request in enumerate(requests, 1):
            reply = _request(to_host, from_host, frame_id, request)
            _print_step("host", json.dumps(reply))
        to_host.close()
    return reply.get("call_id")


def _start(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _stdio(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a process without pipes")
    return process.stdin, process.stdout


def _request(to_host: IO[bytes], from_host: IO[bytes], frame_id: int, request: dict[str, Any]) -> Any:
    to_host.write(framing.encode({"protocol": 1, "id": frame_id, "request": request}))
    to_host.flush()
    return framing.decode(framing.read_message(from_host, framing.MAX_REPLY_BYTES))["reply"]


def _print_step(who: str, what: str) -> None:
    sys.stdout.write(f"{who:<11}{what}\n")
