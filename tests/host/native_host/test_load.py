"""Four hosts with many calls each at once on one journal: every call is placed once, and none is lost."""

import collections
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.fictional_numbers import fictional_number
from support.host_process import HELLO, SCRIPT, HostProcess, encode_request
from support.sandbox import posts, sandbox_process
from voiso_call.config.paths import AppPaths

HOSTS = 4
SHARED_CALLS = 20  # with the same request IDs in every host, as when a browser restarts its host
TIMEOUT_S = 120


def request_id(host: int, index: int) -> str:
    return f"call-shared-{index}" if index < SHARED_CALLS else f"call-{host}-{index:03}"


def number(host: int, index: int) -> str:
    return fictional_number(index if index < SHARED_CALLS else HOSTS * index + host)


def test_four_hosts_under_load_place_and_record_every_call_once(
    tmp_path: Path, set_up: Callable[..., AppPaths], pytestconfig: pytest.Config
) -> None:
    calls: int = pytestconfig.getoption("--calls")
    log = tmp_path / "sandbox.jsonl"
    with sandbox_process(log) as url:
        set_up(url)
        hosts = [HostProcess(SCRIPT, stderr=subprocess.DEVNULL) for _ in range(HOSTS)]
        for host in hosts:
            host.request(HELLO)
        answers: list[list[dict[str, Any]]] = [[] for _ in hosts]

        def read(host: int) -> None:
            for _ in range(calls):
                answers[host].append(hosts[host].read())

        def write(host: int) -> None:
            for index in range(calls):
                request = {
                    "type": "place_call",
                    "request_id": request_id(host, index),
                    "number": number(host, index),
                    "trigger": "click",
                }
                hosts[host].to_host.write(encode_request(request, index + 2))
            hosts[host].to_host.flush()

        threads = [
            threading.Thread(target=work, args=(host,)) for host in range(HOSTS) for work in (read, write)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIMEOUT_S)
        for process in hosts:
            process.close_and_wait()

    call_ids: dict[str, set[str]] = collections.defaultdict(set)
    for index, answers_of_host in enumerate(answers):
        assert sorted(answer["id"] for answer in answers_of_host) == list(range(2, calls + 2))
        for answer in answers_of_host:
            reply = answer["reply"]
            assert reply["type"] == "call_placed", reply
            call_ids[request_id(index, answer["id"] - 2)].add(reply["call_id"])
    assert len(call_ids) == SHARED_CALLS + HOSTS * (calls - SHARED_CALLS)
    assert {len(ids) for ids in call_ids.values()} == {1}, "one request ID, two calls"
    assert sorted(post["call_id"] for post in posts(log)) == sorted(
        call_id for ids in call_ids.values() for call_id in ids
    )
