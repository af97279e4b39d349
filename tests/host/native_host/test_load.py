"""Four hosts with 250 calls each, at once, on one journal: every call is placed once, none is lost."""

import collections
import subprocess
import threading
from pathlib import Path
from typing import Any

from support.cli_process import posts, sandbox_process, set_limits, set_up
from support.host_process import HELLO, SCRIPT, HostProcess, framed
from voiso_call.config.paths import AppPaths

HOSTS = 4
CALLS = 250
AREAS = (212, 305, 312, 404, 415, 512, 602, 702, 713, 808, 916, 206)  # with a hundred numbers of nobody each
SHARED = 50  # of them the same gestures in every host, as of a browser that lost its host and asked another


def gesture(host: int, index: int) -> str:
    return f"gesture-shared-{index}" if index < SHARED else f"gesture-{host}-{index}"


def number(host: int, index: int) -> str:
    line = index if index < SHARED else SHARED + host * CALLS + index
    return (
        f"+1{(212, 305, 312, 404, 415, 512, 602, 702, 713, 808, 916, 206)[line // 100]}55501{line % 100:02}"
    )


def test_every_call_is_placed_once_and_written_down(tmp_path: Path, paths: AppPaths) -> None:
    log = tmp_path / "sandbox.jsonl"
    with sandbox_process(log) as url:
        set_up(url)
        set_limits(paths, per_minute=0, repeat_window_s=0)
        hosts = [HostProcess(SCRIPT, stderr=subprocess.DEVNULL) for _ in range(HOSTS)]
        for host in hosts:
            host.ask(HELLO)
        answers: list[list[dict[str, Any]]] = [[] for _ in hosts]

        def listen(which: int) -> None:
            for _ in range(CALLS):
                answers[which].append(hosts[which].read())

        def speak(which: int) -> None:
            for index in range(CALLS):
                request = {
                    "type": "place_call",
                    "request_id": gesture(which, index),
                    "number": number(which, index),
                    "trigger": "click",
                }
                hosts[which].to_host.write(framed(request, index + 2))
            hosts[which].to_host.flush()

        threads = [
            threading.Thread(target=work, args=(which,)) for which in range(HOSTS) for work in (listen, speak)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        for host in hosts:
            host.hang_up()

    placed: dict[str, set[str]] = collections.defaultdict(set)
    for which, heard in enumerate(answers):
        assert sorted(answer["id"] for answer in heard) == list(range(2, CALLS + 2))
        for answer in heard:
            reply = answer["reply"]
            assert reply["type"] == "call_placed", reply
            placed[gesture(which, answer["id"] - 2)].add(reply["call_id"])
    distinct = SHARED + HOSTS * (CALLS - SHARED)
    assert len(placed) == distinct
    assert {len(ids) for ids in placed.values()} == {1}, "one gesture, two calls"
    assert sorted(post["call_id"] for post in posts(log)) == sorted(
        id for ids in placed.values() for id in ids
    )
