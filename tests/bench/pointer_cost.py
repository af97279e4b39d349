"""Measures what moving the pointer and pressing cost a page of 5,000 numbers in Chromium.

Run `.local/venv/bin/python tests/bench/pointer_cost.py`; `--extension DIR` (repeatable) adds other builds.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from page_trace import Trace, traced

from support import trial_stack
from support.browser.cdp_page import ChromiumPage
from support.browser.interface import LaunchOptions
from support.browser.launch import launch
from support.dev_env import system_packages, venv

PAGE = "page_cost.html?nodes=5000&every=1"
SETTLE_S = 4  # until the page is read
MOVES = 240
MOVE_PAUSE_S = 1 / 60
IDLE_S = 3
PRESSES = 10


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extension", action="append", type=Path, default=[])
    args = parser.parse_args()
    print(f"{'extension':<40} {'':>8} {'busy ms':>8} {'scripts ms':>10} {'longest ms':>10}")
    for extension in [venv.DIST, *args.extension]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            measure(extension, Path(folder))
    return 0


def measure(extension: Path, folder: Path) -> None:
    """Print what the page's main thread does while the pointer moves, rests, scrolls and presses."""
    options = LaunchOptions(
        binary=system_packages.get_browser("chromium"),
        extension=extension,
        profile=folder,
        env=trial_stack.private_variables(folder),
    )
    with trial_stack.serve_folder(Path(__file__).parent) as url, launch("chromium", options) as browser:
        page = browser.open(f"{url}{PAGE}")
        if not isinstance(page, ChromiumPage):
            raise TypeError("only Chromium has these measurements")
        time.sleep(SETTLE_S)
        with traced(page) as moving:
            for step in range(MOVES):
                page.move(20 + step, 20 + 3 * step)
                time.sleep(MOVE_PAUSE_S)
        time.sleep(1)
        with traced(page) as idle:
            time.sleep(IDLE_S)
        with traced(page) as scrolling:
            page.evaluate("(scrollBy(0, 5000), true)")
            time.sleep(1)
        with traced(page) as pressing:
            for step in range(PRESSES):
                page.mouse_down(80, 100 + 18 * step)
                page.mouse_up(300, 100 + 18 * step)  # no click
        for name, trace in {"moving": moving, "idle": idle, "scroll": scrolling, "presses": pressing}.items():
            print_row(extension, name, trace)


def print_row(extension: Path, name: str, trace: Trace) -> None:
    """Print one row of the table."""
    longest = max(trace.scripts_ms, default=0)
    cells = f"{trace.busy_ms:>8.1f} {sum(trace.scripts_ms):>10.1f} {longest:>10.2f}"
    print(f"{str(extension)[-40:]:<40} {name:>8} {cells}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
