"""Reserves 300 calls in a journal, and prints those that this process was the first to reserve."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from support.fork_server import ForkedProcess, ForkServer
from voiso_call.protocol.messages import PlaceCall
from voiso_call.store.journal import Journal, Reservation


def start(forks: ForkServer | None, file: Path) -> "ForkedProcess | subprocess.Popen[bytes]":
    """Start a process that does this."""
    if forks:
        return forks.start(f"{__name__}:main", __file__, file)
    return subprocess.Popen(
        [sys.executable, __file__, file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def main() -> None:
    """Print "ready", wait for a line of input, then reserve: two such processes create the file at once."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    file = Path(sys.argv[1])
    journal = Journal(file, file.parent / "process_locks", 35)
    for number in range(300):
        call = PlaceCall(
            type="place_call", request_id=f"call-{number:03}", number="+14155550100", trigger="click"
        )
        if isinstance(journal.reserve(call, None, datetime.now(UTC), lambda _: None), Reservation):
            sys.stdout.write(f"{number}\n")


if __name__ == "__main__":
    main()
