"""A host is killed at every step of a call: the next one reports the truth and dials nobody twice."""

import itertools
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest

from support import crashing_host
from support.fictional_numbers import fictional_number
from support.fork_server import ForkServer
from support.host_process import HELLO, SCRIPT, ForkedHost, HostConnection, HostProcess, encode_request
from support.sandbox import posts
from support.sandbox_thread import sandbox_thread
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.protocol.framing import EndOfInputError

PARALLEL_RUNS = 4
EARLIER_INDEX = 1099
EARLIER_NUMBER = fictional_number(EARLIER_INDEX)  # called before any host is killed
# Steps that every recording has: another name for one of them means that the tracer is out of date.
EXPECTED_STEPS = (
    "Journal.reserve",
    "Journal.mark_placed",
    "advance AWAIT_RESPONSE",
    "NativeMessagingServer._writer_loop",
)
OBSERVABLE = re.compile(r"before|after|.*\.RequestProgress\.")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")


class StartHost(Protocol):
    """Starts a host with this home folder; with arguments, one that `crashing_host` records or kills."""

    def __call__(self, home: Path, *arguments: str | Path) -> HostConnection: ...


def start_fresh(home: Path, *arguments: str | Path) -> HostConnection:
    """Start a host as a browser does."""
    command = [sys.executable, "-I", Path(crashing_host.__file__)] if arguments else [SCRIPT]
    environment = {HOME_ENV_VAR: str(home)}
    return HostProcess(*command, *arguments, stderr=subprocess.DEVNULL, environment=environment)


def start_forked(server: ForkServer, home: Path, *arguments: str | Path) -> HostConnection:
    """Start a host without the cost of its imports; its code and its process are the same."""
    target = "support.crashing_host:main" if arguments else "voiso_call.native_host.main:main"
    return ForkedHost(server, *arguments, target=target, environment={HOME_ENV_VAR: str(home)})


@pytest.fixture
def start(forks: ForkServer | None) -> StartHost:
    """The cheapest way to start a host on this system."""
    return partial(start_forked, forks) if forks else start_fresh


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def agent(log: Path, set_up: Callable[..., AppPaths], start: StartHost) -> Iterator[AppPaths]:
    """An agent who is set up for a sandbox, and whose journal has one call."""
    with sandbox_thread(log) as url:
        paths = set_up(url, limits={"per_minute": 0})
        host = start(paths.config)
        assert host.request(call(EARLIER_INDEX))["type"] == "call_placed"
        host.close_and_wait()
        yield paths


def copy_of(agent: AppPaths, folder: Path, *, has_journal: bool) -> Path:
    """Copy an agent's home to a folder, with the journal or without one."""
    shutil.copytree(agent.config, folder)
    if not has_journal:
        for file in folder.glob("journal.sqlite3*"):
            file.unlink()
    return folder


def call(index: int) -> dict[str, Any]:
    return {
        "type": "place_call",
        "request_id": f"call-{index:03}",
        "number": fictional_number(index),
        "trigger": "click",
    }


def record_steps(start: StartHost, home: Path, index: int) -> dict[str, str]:
    """Place a call; return its steps in order, each with a digest of the files at that time."""
    file = home.with_name(f"{home.name}-steps")
    host = start(home, "--record", file)
    reply = place_call(host, index)
    host.close_and_wait()
    assert reply is not None
    assert reply["type"] == "call_placed"
    lines = (line.partition(" ") for line in file.read_text().splitlines())
    steps = {step: digest for digest, _, step in lines}
    for name in EXPECTED_STEPS:
        assert any(name in step for step in steps), f"{name} has another name now"
    return steps


def distinct(steps: Mapping[str, str]) -> list[str]:
    """Return the steps at which a kill may leave something else behind than at the steps around it.

    These are statements of SQL, writes to the browser, the progress of the request to Voiso, and the first
    and the last step with the same files.
    """
    chosen = []
    for _, group in itertools.groupby(steps, steps.__getitem__):
        first, *others = group
        last = others[-1:]
        chosen += [first, *(step for step in others[:-1] if OBSERVABLE.match(step)), *last]
    return chosen


def place_call(host: HostConnection, index: int) -> dict[str, Any] | None:
    """Place a call; return the reply, or None from a host that was killed before it."""
    reply = None
    with suppress(EndOfInputError, OSError):
        host.request(HELLO)
        reply = host.request(call(index), 2)
        host.request({"type": "get_status"}, 3)  # answered when the host has done everything for the call
    return reply


def history(host: HostConnection, message_id: int) -> dict[str, dict[str, Any]]:
    """Return the whole history by request ID."""
    rows: dict[str, dict[str, Any]] = {}
    before = None
    while True:
        page = host.request({"type": "get_history", "limit": 100, "before": before}, message_id)
        rows |= {row["request_id"]: row for row in page["calls"]}
        if not page["more"]:
            return rows
        before = page["calls"][-1]["seq"]


def assert_truth_after_kill(start: StartHost, step: str, home: Path, index: int, log: Path) -> None:
    """Kill a host at a step of a call, and send the same request to the next host."""
    has_journal = any(home.rglob("journal.sqlite3"))
    killed = start(home, "--kill-at", step)
    reply = place_call(killed, index)
    killed.close_and_wait()
    assert killed.process.returncode == -signal.SIGKILL, f"{step} was not reached"

    successor = start(home)
    successor.request(HELLO)
    rows = history(successor, 2)
    again = successor.request(call(index), 3)
    rows_at_end = history(successor, 4)
    successor.close_and_wait()

    request_id = call(index)["request_id"]
    row = rows.get(request_id)
    if has_journal:
        assert EARLIER_NUMBER in {row["number"] for row in rows_at_end.values()}, "a row was lost"
    assert row is None or row["state"] in ("unknown", "placed"), f"no host dials it any more: {row}"
    sent = [post for post in posts(log) if post["body"]["phone_number"] == call(index)["number"][1:]]
    assert len(sent) <= 1, f"dialled twice: {sent}"
    if reply is not None and reply["type"] == "call_placed":
        assert row is not None, f"reported, and not written: {reply}"
        assert (row["state"], row["call_id"]) == ("placed", reply["call_id"])
    if row is None:
        assert (again["type"], again["repeated"]) == ("call_placed", False), "not begun: it may be dialled"
    elif row["state"] == "placed":
        assert (again["call_id"], again["repeated"]) == (row["call_id"], True)
    else:
        assert (again["code"], again["params"]["outcome"]) == ("call_outcome_unknown", "unknown")
        assert rows_at_end[request_id]["state"] == "unknown"
    if again["type"] == "call_placed":
        assert [post["call_id"] for post in sent] == [again["call_id"]]


@pytest.mark.parametrize("has_journal", [True, False], ids=["with-a-journal", "with-none"])
def test_host_killed_at_any_step_of_a_call_leaves_the_truth(
    agent: AppPaths,
    log: Path,
    tmp_path: Path,
    start: StartHost,
    pytestconfig: pytest.Config,
    has_journal: bool,
) -> None:
    def home(index: int) -> Path:
        return copy_of(agent, tmp_path / f"home-{index}", has_journal=has_journal)

    recorded = record_steps(start, home(0), 0)
    assert len(recorded) > 150
    steps = [*recorded] if pytestconfig.getoption("--every-step") else distinct(recorded)
    assert len(steps) > 50
    if not has_journal:
        # The others leave nothing else behind than with a journal.
        known = record_steps(start, copy_of(agent, tmp_path / "with-journal", has_journal=True), 1)
        steps = [step for step in steps if step not in known or step.startswith(("before", "after"))]
        assert len(steps) > 30
    with ThreadPoolExecutor(PARALLEL_RUNS) as pool:
        runs = [
            pool.submit(assert_truth_after_kill, start, step, home(index), index, log)
            for index, step in enumerate(steps, 200)
        ]
        for run in runs:
            run.result()


@pytest.mark.skipif(sys.platform != "linux", reason="hosts are forked on Linux alone")
def test_fresh_host_takes_the_same_steps_as_a_forked_one(
    agent: AppPaths, tmp_path: Path, start: StartHost
) -> None:
    steps = [
        record_steps(start_host, copy_of(agent, tmp_path / f"home-{index}", has_journal=True), index)
        for index, start_host in enumerate([start_fresh, start])
    ]
    assert set(steps[0]) == set(steps[1])


def test_fresh_host_killed_before_and_after_its_request_leaves_the_truth(
    agent: AppPaths, log: Path, tmp_path: Path
) -> None:
    """The control of the forked hosts: real starts, at the two steps around the request to Voiso."""
    steps = record_steps(start_fresh, copy_of(agent, tmp_path / "home-0", has_journal=True), 0)
    around = [next(step for step in steps if name in step) for name in ("AWAIT_RESPONSE", "mark_placed")]
    for index, step in enumerate(around, 200):
        home = copy_of(agent, tmp_path / f"home-{index}", has_journal=True)
        assert_truth_after_kill(start_fresh, step, home, index, log)


def test_hosts_killed_at_random_under_load_leave_the_truth(
    agent: AppPaths, log: Path, start: StartHost, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("--kills")
    rng = random.Random(kills)  # noqa: S311 - no secret
    replies: dict[str, list[dict[str, Any]]] = {}

    def call_and_die(turn: int) -> None:
        host = start(agent.config)
        new = [3 * turn % 1000, (3 * turn + 1) % 1000, (3 * turn + 2) % 1000]
        earlier = [rng.randrange(min(3 * turn, 1000)) for _ in range(2) if turn]
        host.request(HELLO)
        indexes = [*new, *earlier]
        with suppress(OSError):
            for message_id, index in enumerate(indexes, 2):
                host.to_host.write(encode_request(call(index), message_id))
            host.to_host.flush()
        replies_before_kill = rng.randrange(len(indexes) + 1)
        with suppress(EndOfInputError, OSError):
            for count in itertools.count():
                if count == replies_before_kill:
                    time.sleep(rng.random() * (0.1 if count == 0 else 0.02))
                    host.process.kill()
                answer = host.read()
                index = indexes[answer["id"] - 2]
                replies.setdefault(call(index)["request_id"], []).append(answer["reply"])
        host.close_and_wait()

    with ThreadPoolExecutor(PARALLEL_RUNS) as pool:
        list(pool.map(call_and_die, range(kills)))

    last = start(agent.config)
    last.request(HELLO)
    rows = history(last, 2)
    last.close_and_wait()
    sent = posts(log)
    dialled = [post["body"]["phone_number"] for post in sent]
    assert len(dialled) == len(set(dialled)), "dialled twice"
    by_number = {row["number"][1:]: row for row in rows.values()}
    assert set(dialled) <= set(by_number), "a call without a row"
    assert {row["state"] for row in rows.values()} <= {"placed", "unknown"}
    for post in sent:
        row = by_number[post["body"]["phone_number"]]
        assert row["state"] == "unknown" or row["call_id"] == post["call_id"]
    for request_id, reply in ((key, reply) for key, values in replies.items() for reply in values):
        if reply["type"] == "call_placed":
            assert rows[request_id]["call_id"] == reply["call_id"]
        else:
            assert reply["params"].get("outcome") == rows[request_id]["state"] == "unknown", reply
    with closing(sqlite3.connect(agent.journal_file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    states = [row["state"] for row in rows.values()]
    assert states.count("placed") > kills / 10, "the hosts were killed too soon to be under load"
    assert "unknown" in states, "no host was killed in the middle of a call"
