"""How long a look into a do-not-call list of a million numbers takes, against reading one number.

Run where tests/run.py has set everything up: `.local/venv/bin/python tests/bench/do_not_call.py [NUMBERS]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from voiso_call.policy import phone_numbers
from voiso_call.policy.do_not_call import DoNotCallList

LOOKS = 2_000


def main(count: int = 1_000_000) -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        file, table = Path(folder) / "list.csv", Path(folder) / "table"
        file.write_text("".join(f"+4420{n:08}\n" for n in range(count)))
        print(f"{count} numbers: read and sorted in {timed(DoNotCallList(file, table, None).__len__):.0f} ms")
        fresh = DoNotCallList(file, table, None)
        print(f"a fresh host's first look        {timed(lambda: fresh.contains('+442000000001')):8.3f} ms")
        print(f"every other look                 {each(lambda: fresh.contains('+442000000001')):8.3f} ms")
        phone_numbers.parse("020 7946 0000", "GB")
        print(
            f"one number parsed          {each(lambda: phone_numbers.parse('020 7946 0000', 'GB')):8.3f} ms"
        )
    return 0


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    before = time.perf_counter()
    work()
    return (time.perf_counter() - before) * 1000


def each(work: Callable[[], object]) -> float:
    """Milliseconds of one of many runs."""
    return timed(lambda: [work() for _ in range(LOOKS)]) / LOOKS


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
