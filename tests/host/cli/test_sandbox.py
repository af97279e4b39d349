"""The sandbox as a program: its first line, its end, and a log that is complete and holds no key."""

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
EVERYWHERE = str(ipaddress.IPv4Address(0))
WAIT_S = 10  # for a process of our own
PROGRAM = """
import argparse
from voiso_call.cli import sandbox
parser = argparse.ArgumentParser()
sandbox.add_arguments(parser)
raise SystemExit(sandbox.run(parser.parse_args()))
"""


@contextmanager
def running(*switches: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A sandbox in a process of its own, and its URL."""
    command = [sys.executable, "-I", "-c", PROGRAM, *switches]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        bound = threading.Timer(WAIT_S, process.kill)
        bound.start()
        try:
            yield process, pipe(process.stdout).readline()
        finally:
            bound.cancel()
            process.kill()


def pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def place_call(url: str) -> int:
    with closing(http.client.HTTPConnection(urlsplit(url.strip()).netloc, timeout=WAIT_S)) as connection:
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        connection.request("POST", CALLS, json.dumps(CALL), headers)
        return connection.getresponse().status


# --- the process


@pytest.mark.parametrize("ending", ["stdin"] if sys.platform == "win32" else ["stdin", "SIGINT", "SIGTERM"])
def test_it_tells_its_url_answers_logs_and_ends_cleanly(tmp_path: Path, ending: str) -> None:
    log = tmp_path / "requests.jsonl"
    log.write_text("what was there stays\n", "utf-8")
    with running("--log", str(log), "--created", "--until-stdin-closes") as (process, first_line):
        assert urlsplit(first_line).hostname == "127.0.0.1"
        assert first_line == f"http://127.0.0.1:{urlsplit(first_line.strip()).port}\n"
        pipe(process.stdin).write("what is typed changes nothing\n")
        pipe(process.stdin).flush()
        assert place_call(first_line) == 201
        kept, line = log.read_text("utf-8").splitlines()
        assert (kept, json.loads(line)["body"]) == ("what was there stays", CALL)
        if ending == "stdin":
            pipe(process.stdin).close()
        else:
            process.send_signal(signal.Signals[ending])
        assert (process.wait(WAIT_S), pipe(process.stdout).read()) == (0, "")


def test_without_the_switch_it_outlives_its_standard_input() -> None:
    with running() as (process, url):
        pipe(process.stdin).close()
        assert place_call(url) == 200
        assert process.poll() is None


def parsed(*switches: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox")
    sandbox.add_arguments(parser)
    return parser.parse_args(switches)


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "example.com", "127.0.0.1.example.com", ""])
def test_it_listens_on_this_machine_alone(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed("--host", host)
    assert ended.value.code == 2
    assert f"{host} is not a loopback address" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "host"), [("localhost", "127.0.0.1"), ("127.0.0.2", "127.0.0.2"), ("::1", "::1")]
)
def test_every_name_of_this_machine_is_accepted(given: str, host: str) -> None:
    assert parsed("--host", given).host == host


@pytest.mark.parametrize(
    "switches", [("--port", "65536"), ("--port", "-1"), ("--delay", "1.5"), ("--retry-after", "soon")]
)
def test_a_switch_that_makes_no_sense_is_refused(switches: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*switches)
    assert ended.value.code == 2


def test_a_429_need_not_say_when() -> None:
    assert [
        parsed(*given).retry_after for given in ((), ("--retry-after", "9"), ("--retry-after", "none"))
    ] == [
        2,
        9,
        None,
    ]


def test_a_port_in_use_and_a_log_nowhere_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert sandbox.run(parsed("--port", str(taken.getsockname()[1]))) == 1
    assert sandbox.run(parsed("--log", str(tmp_path / "nowhere" / "log"))) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert [line.partition(":")[0] for line in output.err.splitlines()] == ["voiso-call sandbox"] * 2


def test_help_tells_what_is_assumed_and_what_is_known_here(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--help")
    told = capsys.readouterr().out
    assert "\nAssumed, where the documents are silent:\n" in (sandbox.__doc__ or "")
    assert (sandbox.__doc__ or "").strip() in told
    for known in (*KEYS, "1234", *SCENARIOS, *(behaviour.description for behaviour in SCENARIOS.values())):
        assert known in told


# --- the log


async def test_a_line_says_all_there_is_to_a_request(aiohttp_client: AiohttpClient) -> None:
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
async def test_no_line_ever_holds_a_whole_key(aiohttp_client: AiohttpClient, scheme: str, key: str) -> None:
    app = create_app(log=(log := io.StringIO()))
    client = await aiohttp_client(app)
    headers = {"authorization": scheme + key, "X-Api-Key": key, "Content-Type": "application/json"}
    escaped = "".join(f"\\u{ord(character):04x}" for character in key)
    for content in (key, json.dumps({key: [{"deep": key}]}), f'{{"escaped": "{escaped}"}}'):
        await client.post(f"/{key}", params={"key": key, key: "1"}, data=content, headers=headers)
    entries = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(entries) == 3
    for entry in entries:
        seen = [entry["path"], entry["query"], entry["body"], entry["headers"]["x-api-key"]]
        assert key not in json.dumps(seen, ensure_ascii=False).replace('\\"', '"')
        assert not entry["headers"]["authorization"].endswith(key)


async def test_a_second_key_is_neither_read_nor_kept(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    keys = ("test-key-no-scopes", KEY)
    headers = CIMultiDict(("Authorization", f"Bearer {key}") for key in keys)
    answer = await (await aiohttp_client(app)).post(CALLS, json=CALL, headers=headers)
    assert answer.status == 403
    assert app[RECORDED_REQUESTS][0].headers["authorization"] == "Bearer ...opes"


async def test_every_call_is_counted_exactly_once(aiohttp_client: AiohttpClient) -> None:
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


def test_half_a_request_is_none(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with running("--log", str(log)) as (_, url):
        address = urlsplit(url.strip())
        with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
            connection.sendall(f"POST {CALLS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode())
        assert place_call(url) == 200
    assert [json.loads(line)["status"] for line in log.read_text("utf-8").splitlines()] == [200]


def test_a_late_answer_does_not_hold_up_the_end(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with running("--log", str(log), "--delay", "60000", "--until-stdin-closes") as (process, url):
        address = urlsplit(url.strip())
        with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode())
            while not log.stat().st_size:
                assert process.poll() is None  # the process is bounded, and so is this
            pipe(process.stdin).close()
            assert process.wait(WAIT_S / 2) == 0
