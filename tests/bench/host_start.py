"""How soon a new host process answers `hello`, against an interpreter that only echoes, and other hosts."""

import contextlib
import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench_hosts
from bench_hosts import HELLO, Agent
from table import Aim, Section

from support.host_process import HostProcess, encode_request
from voiso_call.protocol.framing import EndOfInputError

OURS, BARE, NAIVE = "ours", "bare interpreter, echoes", "naive host"
BARE_WITH_SITE = "the same with installed packages"  # which `-S` leaves out; a host needs them
FREQUENT = (BARE, BARE_WITH_SITE, OURS)
SPARSE = 4  # the others, which are far from it, are measured in every fourth round
AIMS = (Aim(OURS, BARE, 1.15), Aim(OURS, NAIVE, 0.1))


@dataclass(frozen=True)
class Peer:
    """A native messaging host of a Debian package, and a message that it answers on its own."""

    name: str
    package: str
    programs: tuple[str, ...]
    message: dict[str, Any]

    def find(self) -> str | None:
        """Return the path of its program, if it is installed."""
        return next(filter(None, map(shutil.which, self.programs)), None)


PEERS = (
    Peer(
        "browserpass (Go)",
        "webext-browserpass",
        ("/usr/lib/browserpass/browserpass-native", "browserpass-native"),
        {"action": "configure", "settings": {"stores": {}}},
    ),
    Peer(
        "plasma-browser-integration (Qt)",
        "plasma-browser-integration",
        ("plasma-browser-integration-host",),
        {"subsystem": "settings", "event": "getVersion", "serial": 1},
    ),
    Peer(
        "gnome-browser-connector (Python)",
        "gnome-browser-connector",
        ("gnome-browser-connector-host", "/usr/libexec/gnome-browser-connector-host"),
        {"execute": "initialize"},
    ),
)


def measure(agent: Agent, rounds: int) -> Section:
    """Start every host in turn, so that other load on the machine slows them all down alike."""
    section = Section("New host process until its first reply", "ms", aims=AIMS)
    hello = encode_request(HELLO, 1)
    hosts: dict[str, tuple[list[str | Path], bytes]] = {
        BARE: (bench_hosts.bare(), hello),
        BARE_WITH_SITE: (bench_hosts.bare(site=True), hello),
        OURS: ([agent.launcher], hello),
        NAIVE: (bench_hosts.naive(), hello),
    }
    for peer in PEERS:
        if (program := peer.find()) is None:
            section.absent[peer.name] = f"the package {peer.package} is not installed"
        else:
            message = json.dumps(peer.message).encode()
            hosts[peer.name] = [program], len(message).to_bytes(4, "little") + message
    for turn in range(rounds + 1):
        for name, (command, message) in hosts.items():
            if name in section.absent or (name not in FREQUENT and turn % SPARSE):
                continue
            try:
                milliseconds = _first_reply_ms(agent, command, message)
            except EndOfInputError:
                if not any(name == peer.name for peer in PEERS):
                    raise
                section.absent[name] = "it ends without a reply here, where no desktop runs"
                continue
            if turn:  # the first round only fills the disk cache
                section.add(name, milliseconds)
    return section


def _first_reply_ms(agent: Agent, command: list[str | Path], message: bytes) -> float:
    start = time.perf_counter()
    host = agent.start(*command)
    host.to_host.write(message)
    host.to_host.flush()
    answer = bench_hosts.read(host)
    milliseconds = (time.perf_counter() - start) * 1000
    if not answer:
        raise ValueError(f"{command} sent nothing")
    end(host)
    return milliseconds


def end(host: HostProcess) -> None:
    """Close the input of a host, and wait for its end."""
    with contextlib.suppress(BrokenPipeError):
        host.to_host.close()
    try:
        host.process.wait(10)
    except subprocess.TimeoutExpired:
        host.process.kill()
        host.process.wait()
    host.from_host.close()
