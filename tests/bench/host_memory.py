"""Memory of a host, idle and after calls, against a process that has only imported the same libraries.

Measured is the proportional set size: memory that processes share counts in parts. Linux only.
"""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import bench_hosts
from bench_hosts import HELLO, Agent
from host_start import end
from table import Aim, Section
from watched_sandbox import WatchedSandbox

from voiso_call.provisioning.settings_writer import write_settings

IMPORTED, IDLE = "aiohttp and pydantic imported", "ours, idle"
USED = "the same, with a model of pydantic"  # which imports most of pydantic, as every model does
IMPORTS = {
    IMPORTED: "import sys, aiohttp, pydantic",
    USED: "import sys, aiohttp, pydantic; type('Model', (pydantic.BaseModel,), {})",
}
WAIT = "; print(flush=True); sys.stdin.read()"
FLAT = 1.05
AT_ONCE = 4  # calls: the host and the sandbox then work at the same time


def measure(agent: Agent, sandbox: WatchedSandbox, calls: Sequence[int]) -> Section:
    """Measure one process of each kind, at the same time; ours also after so many calls in all."""
    after = {count: f"ours, after {count:,} calls" for count in calls}
    first, *later = after.values()
    aims = [Aim(IDLE, IMPORTED, 1.25), Aim(first, IDLE, 1.1), *(Aim(row, first, FLAT) for row in later)]
    section = Section("Memory of the host", "MB", aims=aims)
    if not Path("/proc/self/smaps_rollup").exists():
        section.absent[IDLE] = "the system does not tell the proportional set size"
        return section
    write_settings(
        agent.paths, {"sandbox_url": sandbox.url}, None
    )  # when a call arrives does not matter here
    with contextlib.ExitStack() as running:
        importing = {row: running.enter_context(_waiting(imports)) for row, imports in IMPORTS.items()}
        host = agent.start()
        running.callback(end, host)
        try:
            bench_hosts.send(host, HELLO)
            bench_hosts.expect_reply(host, "hello")
            bench_hosts.send(host, {"type": "get_status"})
            bench_hosts.expect_reply(host, "status")
            for row, pid in importing.items():
                section.add(row, pss_mb(pid))
            section.add(IDLE, pss_mb(host.process.pid))
            for placed in range(0, max(calls) + 1, AT_ONCE):
                if placed in after:
                    section.add(after[placed], pss_mb(host.process.pid))
                for number in range(AT_ONCE):
                    bench_hosts.send(host, bench_hosts.place_call(), number)
                for _ in range(AT_ONCE):
                    bench_hosts.expect_reply(host, "call_placed")
        except (
            PermissionError
        ):  # hosts are protected from other processes of the same user, but not from root
            section.absent[IDLE] = "only root may read the memory of the host"
    return section


@contextlib.contextmanager
def _waiting(imports: str) -> Iterator[int]:
    """Start a Python that imports something and waits; return its process ID."""
    command = [sys.executable, "-I", "-c", imports + WAIT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.communicate()


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process."""
    [kilobytes] = re.findall(r"^Pss: +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.M)
    return int(kilobytes) / 1024
