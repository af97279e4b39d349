"""The sandbox as a program: its first line of output, its exit, and a log that is complete and has no key."""

import argparse
import http.client
import io
import ipaddress
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientError, ClientTimeout
from multidict import CIMultiDict
from pytest_aiohttp.plugin import AiohttpClient

from voiso_call.cli import sandbox
from voiso_call.sandbox.fixtures import KEYS
from voiso_call.sandbox.scenarios import SCENARIOS
from voiso_call.sandbox.server import RECORDED_REQUESTS, create_app

CALLS = "/api/v4/voice/calls"
CALL = {"user_id": 1234, "phone_number": "18885658889"}
KEY = "test-key-all"
ALL_INTERFACES = str(ipaddress.IPv4Address(0))
TIMEOUT_S = 10
PROGRAM = """
import argparse
from voiso_call.cli import sandbox
parser = argparse.ArgumentParser()
sandbox.add_arguments(parser)
raise SystemExit(sandbox.run(parser.parse_args()))
"""


@contextmanager
def running(*switches: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a sandbox as a process; yield it and its first line of output, killed after TIMEOUT_S."""
    command = [sys.executable, "-I", "-c", PROGRAM, *switches]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        timer = threading.Timer(TIMEOUT_S, process.kill)
        timer.start()
        try:
            yield process, pipe(process.stdout).readline()
        finally:
            timer.cancel()
            process.kill()


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def place_call(url: str) -> int:
    with closing(http.client.HTTPConnection(urlsplit(url.strip()).netloc, timeout=TIMEOUT_S)) as connection:
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection.request("POST", CALLS, json.dumps(CALL), headers)
        return connection.getresponse().status


# --- the process


@pytest.mark.parametrize("ending", ["stdin"] if sys.platform == "win32" else ["stdin", "SIGINT", "SIGTERM"])
def test_prints_its_url_answers_logs_and_exits_cleanly(tmp_path: Path, ending: str) -> None:
    log = tmp_path / "requests.jsonl"
    log.write_text("an older line\n", "utf-8")
    with running("--log", str(log), "--success-status", "201", "--until-stdin-closes") as (
        process,
        first_line,
    ):
        assert urlsplit(first_line).hostname == "127.0.0.1"
        assert first_line == f"http://127.0.0.1:{urlsplit(first_line.strip()).port}\n"
        pipe(process.stdin).write("ignored input\n")
        pipe(process.stdin).flush()
        assert place_call(first_line) == 201
        older, line = log.read_text("utf-8").splitlines()
        assert (older, json.loads(line)["body"]) == ("an older line", CALL)
        if ending == "stdin":
            pipe(process.stdin).close()
        else:
            process.send_signal(signal.Signals[ending])
        assert (process.wait(TIMEOUT_S), pipe(process.stdout).read()) == (0, "")


def test_closed_stdin_does_not_end_it_without_the_switch() -> None:
    with running() as (process, url):
        pipe(process.stdin).close()
        assert place_call(url) == 200
        assert process.poll() is None


def parsed(*switches: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox")
    sandbox.add_arguments(parser)
    return parser.parse_args(switches)


@pytest.mark.parametrize(
    "host", [ALL_INTERFACES, "::", "192.0.2.1", "example.com", "127.0.0.1.example.com", ""]
)
def test_address_of_another_machine_is_refused(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed("--host", host)
    assert ended.value.code == 2
    assert f"{host} is not a loopback address" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "host"), [("localhost", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("::1", "::1")]
)
def test_every_loopback_address_is_accepted(name: str, host: str) -> None:
    assert parsed("--host", name).host == host


@pytest.mark.parametrize(
    "switches", [("--port", "65536"), ("--port", "-1"), ("--delay", "1.5"), ("--retry-after", "soon")]
)
def test_invalid_switch_is_refused(switches: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*switches)
    assert ended.value.code == 2


def test_retry_after_can_be_left_out() -> None:
    assert [
        parsed(*switches).retry_after for switches in ((), ("--retry-after", "9"), ("--retry-after", "none"))
    ] == [
        2,
        9,
        None,
    ]


def test_port_in_use_and_unwritable_log_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert sandbox.run(parsed("--port", str(taken.getsockname()[1]))) == 1
    assert sandbox.run(parsed("--log", str(tmp_path / "nowhere" / "log"))) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert [line.partition(":")[0] for line in output.err.splitlines()] == ["voiso-call sandbox"] * 2


def test_help_lists_assumptions_keys_agents_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--help")
    text = capsys.readouterr().out
    assert "\nAssumed, where the documents are silent:\n" in (sandbox.__doc__ or "")
    assert (sandbox.__doc__ or "").strip() in text
    for entry in (*KEYS, "1234", *SCENARIOS, *(behaviour.description for behaviour in SCENARIOS.values())):
        assert entry in text


# --- the log


async def test_log_line_describes_the_whole_request(aiohttp_client: AiohttpClient) -> None:
    app = create_app(log=(log := io.StringIO()))
    client = await aiohttp_client(app)
    headers = {"Authorization": f"Bearer {KEY}", "X-Trace": "é"}
    answer = await client.post(f"{CALLS}?a=1", json=CALL, headers=headers)
    await client.get("/elsewhere")
    first, second = (json.loads(line) for line in log.getvalue().splitlines())
    assert [first, second] == [vars(received) for received in app[RECORDED_REQUESTS]]
    assert datetime.fromisoformat(first.pop("time")).utcoffset() is not None
    assert first.pop("headers").items() >= {"authorization": "Bearer ...-all", "x-trace": "é"}.items()
    assert first == {
        "method": "POST",
        "path": CALLS,
        "query": {"a": "1"},
        "body": CALL,
        "status": 200,
        "call_id": (await answer.json())["call"]["id"],
    }
    assert (second["body"], second["status"], second["call_id"]) == (None, 404, None)


@pytest.mark.parametrize(
    "key", ["short", "Z", *KEYS, "0123456789abcdef", 'with "quotes" and spaces', "Bearer"]
)
@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "Basic ", "Bearer  ", ""])
async def test_log_contains_no_whole_key(aiohttp_client: AiohttpClient, scheme: str, key: str) -> None:
    app = create_app(log=(log := io.StringIO()))
    client = await aiohttp_client(app)
    headers = {"authorization": scheme + key, "X-Api-Key": key, "Content-Type": "application/json"}
    escaped = "".join(f"\\u{ord(character):04x}" for character in key)
    for content in (key, json.dumps({key: [{"deep": key}]}), f'{{"escaped": "{escaped}"}}'):
        await client.post(f"/{key}", params={"key": key, key: "1"}, data=content, headers=headers)
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(entries) == 3
    for entry in entries:
        parts = [entry["path"], entry["query"], entry["body"], entry["headers"]["x-api-key"]]
        assert key not in json.dumps(parts, ensure_ascii=False).replace('\\"', '"')
        assert not entry["headers"]["authorization"].endswith(key)


async def test_second_authorization_header_is_ignored_and_not_logged(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    keys = ("test-key-no-scopes", KEY)
    headers = CIMultiDict(("Authorization", f"Bearer {key}") for key in keys)
    answer = await (await aiohttp_client(app)).post(CALLS, json=CALL, headers=headers)
    assert answer.status == 403
    assert app[RECORDED_REQUESTS][0].headers["authorization"] == "Bearer ...opes"


async def test_every_call_is_logged_exactly_once(aiohttp_client: AiohttpClient) -> None:
    app = create_app(log=(log := io.StringIO()))
    client = await aiohttp_client(app)
    headers = {"Authorization": f"Bearer {KEY}"}
    numbers = [
        number.removeprefix("+") for number in SCENARIOS if number not in ("+17015550137", "+17015550162")
    ]
    for number in numbers:
        try:
            answer = await client.post(
                CALLS, json=CALL | {"phone_number": number}, headers=headers, timeout=ClientTimeout(5)
            )
            await answer.read()
        except ClientError:
            assert number[-2:] in ("63", "64")
    assert [json.loads(line)["body"]["phone_number"] for line in log.getvalue().splitlines()] == numbers


def test_incomplete_request_is_not_logged(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with running("--log", str(log)) as (_, url):
        address = urlsplit(url.strip())
        with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
            connection.sendall(f"POST {CALLS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode())
        assert place_call(url) == 200
    assert [json.loads(line)["status"] for line in log.read_text("utf-8").splitlines()] == [200]


def test_delayed_answer_does_not_delay_the_exit(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with running("--log", str(log), "--delay", "60000", "--until-stdin-closes") as (process, url):
        address = urlsplit(url.strip())
        with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            while not log.stat().st_size:
                assert process.poll() is None  # the process is killed after TIMEOUT_S, which ends this
            pipe(process.stdin).close()
            assert process.wait(TIMEOUT_S / 2) == 0
