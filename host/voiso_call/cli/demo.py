"""`voiso-call demo`: shows one call through host and sandbox, without a browser, in a temporary folder."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import IO, Any

from voiso_call.cli import texts
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_line
from voiso_call.config.paths import HOME_ENV_VAR, app_paths
from voiso_call.native_host.launching_extension import CHROMIUM_IDS
from voiso_call.protocol import framing
from voiso_call.provisioning.settings_writer import SettingValue, write_settings

NUMBER = "+14155550100"  # reserved for fiction (North American Numbering Plan, 555-0100 to 0199)
KEY = "test-key-all"  # a key of the sandbox
_HOST_CODE = "from voiso_call.native_host.main import main; raise SystemExit(main())"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Set the function that `voiso-call demo` runs; it has no options."""
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    """Print each step. Return 0 if the host reports the call ID that the sandbox assigned, else 1."""
    with tempfile.TemporaryDirectory(prefix="voiso-call-demo-") as folder:
        log = Path(folder) / "sandbox.jsonl"
        with _start("-m", "voiso_call", "sandbox", "--until-stdin-closes", "--log", str(log)) as sandbox:
            stop, output = _stdio(sandbox)
            url = output.readline().decode().strip()
            print_line(f"A sandbox stands in for Voiso at {url}.")
            environment = {**os.environ, HOME_ENV_VAR: folder}
            settings: dict[str, SettingValue | None] = {
                "cluster": "sandbox",
                "user_id": 1234,
                "sandbox_url": url,
            }
            write_settings(app_paths(environment), settings, KEY)
            print_line(f"The settings for it are in {folder}, as `voiso-call setup` would write them.")
            reported = _run_host_session(environment)
            assigned = json.loads(log.read_text("utf-8").splitlines()[-1]).get("call_id")
            print_line(f"The sandbox placed the call with the call ID {assigned}.")
            stop.close()
    print_line("The sandbox was stopped, and its folder deleted.")
    return EXIT_OK if reported is not None and reported == assigned else EXIT_REFUSED


def _run_host_session(environment: dict[str, str]) -> str | None:
    """Start the host as a browser does, send hello, check_number and place_call; return the call ID."""
    with _start("-c", _HOST_CODE, f"chrome-extension://{CHROMIUM_IDS[0]}/", environment=environment) as host:
        to_host, from_host = _stdio(host)
        requests: list[dict[str, Any]] = [
            {"type": "hello", "extension_version": "0"},
            {"type": "check_number", "number": NUMBER},
            {"type": "place_call", "request_id": uuid.uuid4().hex, "number": NUMBER, "trigger": "cli"},
        ]
        reply: dict[str, Any] = {}
        for message_id, request in enumerate(requests, 1):
            reply = _request(to_host, from_host, message_id, request)
            print_line(_describe(reply))
        to_host.close()
    return reply.get("call_id")


def _describe(reply: dict[str, Any]) -> str:
    """Say in one sentence what the host replied."""
    match reply["type"]:
        case "hello":
            return (
                f"The host was started as a browser starts it, and replied: version {reply['host_version']}."
            )
        case "number_checked":
            number = texts.number_text(reply["international"], reply["country"], reply["number_type"])
            return f"The host checked the number: {number}. {texts.DECISIONS[reply['decision']]}"
        case "call_placed":
            return f"The host asked Voiso's stand-in to call it, and replied: call ID {reply['call_id']}."
    return f"The host replied with an unexpected message: {json.dumps(reply)}"


def _start(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _stdio(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has no pipes")
    return process.stdin, process.stdout


def _request(to_host: IO[bytes], from_host: IO[bytes], message_id: int, request: dict[str, Any]) -> Any:
    to_host.write(framing.encode({"protocol": 1, "id": message_id, "request": request}))
    to_host.flush()
    return framing.decode(framing.read_message(from_host, framing.MAX_REPLY_BYTES))["reply"]
