"""A host is killed at any step of a call: the next tells the truth, nobody is dialled twice, no row lost."""

import itertools
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from support import crashing_host
from support.fictional_numbers import fictional_number as number
from support.host_process import HELLO, SCRIPT, HostProcess, framed
from support.sandbox import posts, sandbox_process
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.protocol.framing import EndOfInputError

DYING = Path(crashing_host.__file__)
AT_ONCE = 4
SELDOM = 5  # in a short run every fifth of the steps between those that others can see
BEFORE = number(1099)  # called before any host is killed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")


def call(index: int) -> dict[str, Any]:
    return {
        "type": "place_call",
        "request_id": f"gesture-{index}",
        "number": number(index),
        "trigger": "click",
    }


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def agent(log: Path, paths: AppPaths, set_up: Callable[..., AppPaths]) -> Iterator[Path]:
    """An agent's folder with one call of before, and the sandbox it is set up for."""
    with sandbox_process(log) as url:
        set_up(url, limits={"per_minute": 0})
        host = HostProcess(SCRIPT)
        assert host.ask({**call(199), "number": BEFORE})["type"] == "call_placed"
        host.hang_up()
        yield paths.config


def dying(home: Path, *how: str | Path) -> HostProcess:
    return HostProcess(
        *[sys.executable, "-I", DYING, *how],
        stderr=subprocess.DEVNULL,
        environment={HOME_ENV_VAR: str(home)},
    )


def all_steps(home: Path, folder: Path, index: int) -> list[str]:
    """Have one call go well, and learn its steps."""
    file = folder / "steps"
    host = dying(home, "--steps", file)
    host.ask(HELLO)
    assert host.ask(call(index), 2)["type"] == "call_placed"
    host.hang_up()
    return file.read_text().splitlines()


def is_seen_by_others(step: str) -> bool:
    return " line " in step or "RequestProgress.advance" in step


def last_words(host: HostProcess) -> dict[str, Any] | None:
    """What the host still said about the call before it was gone."""
    with suppress(EndOfInputError, OSError):
        return host.read()["reply"]  # type: ignore[no-any-return]
    return None


def killed_at(step: str, home: Path, index: int, log: Path) -> bool:
    """Kill a host there and ask the next one; whether it came to that step at all."""
    host = dying(home, "--at", step)
    host.ask(HELLO)
    with suppress(OSError):
        host.to_host.write(framed(call(index), 2))
        host.to_host.flush()
    heard = last_words(host)
    host.hang_up()

    after = HostProcess(SCRIPT, environment={HOME_ENV_VAR: str(home)})
    after.ask(HELLO)
    left = rows(after, 2)
    again = after.ask(call(index), 3)
    finally_ = rows(after, 4)
    after.hang_up()

    gesture = call(index)["request_id"]
    found = left.get(gesture)
    assert BEFORE in {row["number"] for row in finally_.values()}, "a row was lost"
    assert found is None or found["state"] in ("unknown", "placed"), f"nobody dials any more: {found}"
    sent = [post for post in posts(log) if post["body"]["phone_number"] == number(index)[1:]]
    assert len(sent) <= 1, f"dialled twice: {sent}"
    if heard is not None and heard["type"] == "call_placed":
        assert found is not None, f"said, and not written down: {heard}"
        assert (found["state"], found["call_id"]) == ("placed", heard["call_id"])
    if found is None:
        assert (again["type"], again["repeated"]) == ("call_placed", False), "not begun: it may be dialled"
    elif found["state"] == "placed":
        assert (again["call_id"], again["repeated"]) == (found["call_id"], True)
    else:
        assert (again["code"], again["params"]["outcome"]) == ("call_outcome_unknown", "unknown")
        assert finally_[gesture]["state"] == "unknown"
    if again["type"] == "call_placed":
        assert [post["call_id"] for post in sent] == [again["call_id"]]
    return host.process.returncode == -signal.SIGKILL


def rows(host: HostProcess, frame_id: int) -> dict[str, dict[str, Any]]:
    """The history by gesture."""
    found: dict[str, dict[str, Any]] = {}
    before = None
    while True:
        page = host.ask({"type": "get_history", "limit": 100, "before": before}, frame_id)
        found |= {row["request_id"]: row for row in page["calls"]}
        if not page["more"]:
            return found
        before = page["calls"][-1]["seq"]


@pytest.mark.parametrize("is_first", [False, True], ids=["with-a-journal", "with-none"])
def test_a_host_killed_at_any_step_of_a_call_leaves_the_truth(
    agent: Path, log: Path, tmp_path: Path, request: pytest.FixtureRequest, is_first: bool
) -> None:
    def home(index: int) -> Path:
        copy = tmp_path / f"home-{index}"
        shutil.copytree(agent, copy)
        return copy

    steps = all_steps(home(0), tmp_path, 0)
    for step in (
        "Journal.reserve",
        "Journal.mark_placed",
        "advance FIRST_BYTE",
        "NativeMessagingServer._writer_loop",
    ):
        assert any(step in each for each in steps), f"{step} has another name now"
    wanted = [each for each in steps if request.config.getoption("--every-step") or is_seen_by_others(each)]
    wanted += [each for each in steps[::SELDOM] if each not in wanted]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [
            pool.submit(killed_at, step, home(index), index, log) for index, step in enumerate(wanted, 200)
        ]
        assert all(run.result() for run in runs), "a step that is not there when it is looked for"
    assert len(runs) > 40


def test_hosts_killed_at_random_under_load_leave_the_truth(
    agent: Path, log: Path, paths: AppPaths, request: pytest.FixtureRequest
) -> None:
    kills = request.config.getoption("--kills")
    chance = random.Random(kills)  # noqa: S311 - no secret
    heard: dict[str, list[dict[str, Any]]] = {}

    def live_and_die(turn: int) -> None:
        host = HostProcess(SCRIPT, stderr=subprocess.DEVNULL)
        mine = [3 * turn % 1000, (3 * turn + 1) % 1000, (3 * turn + 2) % 1000]
        earlier = [chance.randrange(min(3 * turn, 1000)) for _ in range(2) if turn]
        host.ask(HELLO)
        wanted = [*mine, *earlier]
        with suppress(OSError):
            for frame_id, index in enumerate(wanted, 2):
                host.to_host.write(framed(call(index), frame_id))
            host.to_host.flush()
        lives_for = chance.randrange(len(wanted) + 1)  # answers
        with suppress(EndOfInputError, OSError):
            for count in itertools.count():
                if count == lives_for:
                    time.sleep(chance.random() * (0.5 if count == 0 else 0.02))
                    host.process.kill()
                answer = host.read()
                index = wanted[answer["id"] - 2]
                heard.setdefault(call(index)["request_id"], []).append(answer["reply"])
        host.hang_up()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(live_and_die, range(kills)))

    last = HostProcess(SCRIPT)
    last.ask(HELLO)
    history = rows(last, 2)
    last.hang_up()
    sent = posts(log)
    dialled = [post["body"]["phone_number"] for post in sent]
    assert len(dialled) == len(set(dialled)), "dialled twice"
    by_number = {row["number"][1:]: row for row in history.values()}
    assert set(dialled) <= set(by_number), "a call of which nobody knows"
    assert {row["state"] for row in history.values()} <= {"placed", "unknown"}
    for post in sent:
        row = by_number[post["body"]["phone_number"]]
        assert row["state"] == "unknown" or row["call_id"] == post["call_id"]
    told = [(gesture, reply) for gesture, replies in heard.items() for reply in replies]
    for gesture, reply in told:
        if reply["type"] == "call_placed":
            assert history[gesture]["call_id"] == reply["call_id"]
        else:
            assert reply["params"]["outcome"] == history[gesture]["state"] == "unknown"
    with closing(sqlite3.connect(paths.journal_file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    states = [row["state"] for row in history.values()]
    assert states.count("placed") > kills / 10, "the hosts lived too short to be under load"
    assert "unknown" in states, "nobody was killed in the middle of a call"
