"""Measures a lookup in a do-not-call list of a million numbers, against parsing one phone number.

Run with the host installed: `.local/venv/bin/python tests/bench/do_not_call.py [NUMBERS]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from voiso_call.policy import phone_numbers
from voiso_call.policy.do_not_call import DoNotCallList

LOOKUPS = 2_000


def main(count: int = 1_000_000) -> int:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        file, cache = Path(folder) / "list.csv", Path(folder) / "cache"
        file.write_text("".join(f"+4420{n:08}\n" for n in range(count)))
        read_ms = elapsed_ms(lambda: DoNotCallList(file, cache, None).contains("+442000000001"))
        do_not_call = DoNotCallList(file, cache, None)  # as a host that starts with the cache already written
        first_ms = elapsed_ms(lambda: do_not_call.contains("+442000000001"))
        lookup_ms = average_ms(lambda: do_not_call.contains("+442000000001"))
        phone_numbers.parse("020 7946 0000", "GB")  # loads the metadata
        parse_ms = average_ms(lambda: phone_numbers.parse("020 7946 0000", "GB"))
    print(f"Do-not-call list of {count:,} numbers: time in ms.")
    print(f"{'read and sort the file':<36}{read_ms:10.0f}")
    print(f"{'first lookup of a new host':<36}{first_ms:10.3f}")
    print(f"{f'each further one, average of {LOOKUPS:,}':<36}{lookup_ms:10.3f}")
    print(f"{'parse one phone number, to compare':<36}{parse_ms:10.3f}")
    return 0


def elapsed_ms(work: Callable[[], object]) -> float:
    """Measure one run, in ms."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def average_ms(work: Callable[[], object]) -> float:
    """Measure the average of many runs, in ms."""
    return elapsed_ms(lambda: [work() for _ in range(LOOKUPS)]) / LOOKUPS


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
