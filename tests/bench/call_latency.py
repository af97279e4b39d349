"""How soon a call arrives at the sandbox: from a new host process, and from one that has called before."""

import contextlib
import time
from pathlib import Path

import bench_hosts
from bench_hosts import HELLO, Agent
from host_start import end
from table import Aim, Section
from watched_sandbox import WatchedSandbox

from support.host_process import HostProcess

FLOOR, OURS, NAIVE = "floor host", "ours", "naive host"
COSTS = ("fsync", "journal", "policy", "validation")
COLD_AIMS = (Aim(OURS, NAIVE, 0.7),)
SPARSE = 3  # rows that only explain another one are measured in every third round
PAUSE_S = 0.03  # before a warm call: nobody clicks at once after another click


def measure_cold(agent: Agent, sandbox: WatchedSandbox, rounds: int) -> Section:
    """Start every host in turn, and let it call at once."""
    section = Section("New host process until its first call arrives", "ms", aims=COLD_AIMS)
    commands = _commands(agent, sandbox)
    for turn in range(rounds + 1):
        for name, command in commands.items():
            if not _is_due(name, turn):
                continue
            sandbox.forget()
            start = time.perf_counter()
            host = agent.start(*command)
            bench_hosts.send(host, HELLO)
            bench_hosts.send(host, bench_hosts.place_call(), 2)
            arrived = sandbox.wait_for_call()
            bench_hosts.expect_reply(host, "hello")
            bench_hosts.expect_reply(host, "call_placed")
            end(host)
            if turn:  # the first round only fills the disk cache
                section.add(name, (arrived - start) * 1000)
    return section


def measure_warm(agent: Agent, sandbox: WatchedSandbox, rounds: int) -> Section:
    """Let running hosts call in turn, each on its open connection."""
    section = Section("Running host: request until the call arrives", "ms")
    with contextlib.ExitStack() as running:
        hosts: dict[str, HostProcess] = {}
        for name, command in _commands(agent, sandbox).items():
            hosts[name] = agent.start(*command)
            running.callback(end, hosts[name])
            bench_hosts.send(hosts[name], HELLO)
            bench_hosts.expect_reply(hosts[name], "hello")
        for turn in range(rounds + 2 * SPARSE):
            for name, host in hosts.items():
                if not _is_due(name, turn):
                    continue
                time.sleep(PAUSE_S)
                milliseconds = _call_ms(host, sandbox)
                if turn >= 2 * SPARSE:  # the first calls import and open what the others need
                    section.add(name, milliseconds)
    return section


def _is_due(name: str, turn: int) -> bool:
    return name in (FLOOR, OURS, NAIVE) or turn % SPARSE == 0


def _call_ms(host: HostProcess, sandbox: WatchedSandbox) -> float:
    sandbox.forget()
    start = time.perf_counter()
    bench_hosts.send(host, bench_hosts.place_call())
    arrived = sandbox.wait_for_call()
    bench_hosts.expect_reply(host, "call_placed")
    return (arrived - start) * 1000


def _commands(agent: Agent, sandbox: WatchedSandbox) -> dict[str, list[str | Path]]:
    return {
        FLOOR: bench_hosts.floor(sandbox.proxy.url),
        OURS: [agent.launcher],
        NAIVE: bench_hosts.naive(),
        **{f"ours without {cost}": bench_hosts.without(cost) for cost in COSTS},
    }
