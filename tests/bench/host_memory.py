"""Memory of a host, idle and after calls, against a process that has only imported the same libraries.

Measured is the proportional set size: memory that processes share counts in parts. Linux only.
"""

import re
import subprocess
import sys
from pathlib import Path

import bench_hosts
from bench_hosts import HELLO, Agent
from host_start import end
from table import Aim, Section

IMPORTED, IDLE = "aiohttp and pydantic imported", "ours, idle"
IMPORTS = "import sys, aiohttp, pydantic; print(flush=True); sys.stdin.read()"


def measure(agent: Agent, calls: int) -> Section:
    """Measure one process of each kind, at the same time."""
    after = f"ours, after {calls:,} calls"
    section = Section("Memory of the host", "MB", aims=(Aim(IDLE, IMPORTED, 1.25), Aim(after, IDLE, 1.1)))
    if not Path("/proc/self/smaps_rollup").exists():
        section.absent[IDLE] = "the system does not tell the proportional set size"
        return section
    with subprocess.Popen(
        [sys.executable, "-I", "-c", IMPORTS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as imported:
        assert imported.stdout is not None
        imported.stdout.readline()
        host = agent.start()
        try:
            bench_hosts.send(host, HELLO)
            bench_hosts.expect_reply(host, "hello")
            bench_hosts.send(host, {"type": "get_status"})
            bench_hosts.expect_reply(host, "status")
            section.add(IMPORTED, pss_mb(imported.pid))
            section.add(IDLE, pss_mb(host.process.pid))
            for _ in range(calls):
                bench_hosts.send(host, bench_hosts.place_call())
                bench_hosts.expect_reply(host, "call_placed")
            section.add(after, pss_mb(host.process.pid))
        except (
            PermissionError
        ):  # hosts are protected from other processes of the same user, but not from root
            section.absent[IDLE] = "only root may read the memory of the host"
        finally:
            end(host)
            imported.communicate()
    return section


def pss_mb(pid: int) -> float:
    """Return the proportional set size of a process."""
    [kilobytes] = re.findall(r"^Pss: +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.M)
    return int(kilobytes) / 1024
