"""Measures what an extension costs a page in Chromium: ours, no extension, and two that use other libraries.

Run `npm ci --prefix tests/bench` first, then `.local/venv/bin/python tests/bench/page_cost.py`. `--nodes 50`
(repeatable) chooses the number of text nodes, `--only ours` (repeatable) the extensions.
"""

import argparse
import gzip
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import page_peers
from page_trace import Trace, traced

from support import trial_stack
from support.browser.cdp_page import ChromiumPage
from support.browser.interface import LaunchOptions
from support.browser.launch import launch
from support.dev_env import system_packages, venv

NODE_COUNTS = (1_000, 20_000, 200_000)
TICKER = "nodes=20000&every=4&ticks"
TICKER_S = 4
LOAD_TIMEOUT_S = 60  # the largest page takes a slow machine so long without any extension
IDLE_POLL_S = 1.5
MAX_IDLE_POLLS = 60  # the slowest extension needs them
MAX_IDLE_BUSY_S = 0.02  # main thread time between two polls: an idle page takes less
CHANGE_RUNS = 21  # of the page's own text changes; their median is shown
COLUMNS = {
    "long tasks": "tasks of the main thread over 50 ms while the page loads",
    "blocking ms": "their time beyond 50 ms each",
    "busy ms": "time of all tasks of the main thread while the page loads",
    "scripts ms": "time of the extension's scripts in them",
    "longest ms": "the longest time that they ran at once",
    "heap MB": "JavaScript heap of the page, with the extension's",
    "mutations": "changes of the page once it was built; the row `off` shows what the tests add",
    "own change µs": "time of one of the page's own text changes; ticker only",
    "ticker %": "share of time that the main thread is busy while texts change; ticker only",
    "scripts %": "share of the extension's scripts in it; ticker only",
}


@dataclass
class LoadedPage:
    """A page that has loaded and become idle."""

    page: ChromiumPage
    loading: Trace


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nodes", type=int, action="append")
    parser.add_argument("--only", action="append", choices=page_peers.NAMES)
    args = parser.parse_args()
    pages = {f"{nodes:,}": f"nodes={nodes}" for nodes in args.nodes or NODE_COUNTS}
    with tempfile.TemporaryDirectory() as folder:
        extensions = page_peers.build_extensions(Path(folder), args.only)
        print("What a page of so many text nodes costs with each extension. Times are CPU times.")
        print("ticker: a page of 20,000 nodes with 5,000 numbers, in which 1,000 texts a second change.\n")
        for column, meaning in COLUMNS.items():
            print(f"{column:<15}{meaning}")
        print(f"\n{'page':<14} {'extension':<17} {'  '.join(COLUMNS)}")
        for name, extension in extensions.items():
            for page, query in [*pages.items(), ("ticker", TICKER)]:
                with loaded(extension, Path(folder) / f"{name}-{page}", query) as loaded_page:
                    row = measure(loaded_page, ticks=page == "ticker")
                    print(f"{page:<14} {name:<17} {row}", flush=True)
    content_script = gzip.compress((venv.DIST / "content.js").read_bytes())
    print(f"A page without a possible number loads {len(content_script)} bytes of our script (gzip).")
    return 0


@contextmanager
def loaded(extension: Path, folder: Path, query: str) -> Iterator[LoadedPage]:
    """Load the page in a browser of its own, traced until it is idle."""
    folder.mkdir()
    options = LaunchOptions(
        binary=system_packages.get_browser("chromium"),
        extension=extension,
        profile=folder / "profile",
        env=trial_stack.private_variables(folder),
    )
    with trial_stack.serve_folder(Path(__file__).parent) as url, launch("chromium", options) as browser:
        page = browser.open("about:blank")
        if not isinstance(page, ChromiumPage):
            raise TypeError("only Chromium has these measurements")
        page.send("Performance.enable")
        with traced(page) as loading:
            page.send("Page.navigate", url=f"{url}page_cost.html?{query}")
            page.wait("document.readyState === 'complete'", LOAD_TIMEOUT_S, "the page to be loaded")
            wait_until_idle(page)
        yield LoadedPage(page, loading)


def wait_until_idle(page: ChromiumPage) -> None:
    """Wait until the page's main thread has nothing to do."""
    previous = metrics(page)["TaskDuration"]
    for _ in range(MAX_IDLE_POLLS):
        time.sleep(IDLE_POLL_S)
        current = metrics(page)["TaskDuration"]
        if current - previous < MAX_IDLE_BUSY_S:
            return
        previous = current


def measure(loaded_page: LoadedPage, *, ticks: bool) -> str:
    """Measure one page; return its row of the table."""
    page, loading = loaded_page.page, loaded_page.loading
    page.send("HeapProfiler.collectGarbage")
    heap_mb = metrics(page)["JSHeapUsedSize"] / 1e6
    cells = [
        f"{len(loading.long_tasks_ms)}",
        f"{loading.blocking_ms:.0f}",
        f"{loading.busy_ms:.0f}",
        f"{sum(loading.scripts_ms):.0f}",
        f"{max(loading.scripts_ms, default=0):.1f}",
        f"{heap_mb:.1f}",
        f"{page.evaluate('mutationCount')}",
    ]
    if ticks:
        change_us = sorted(page.evaluate("changeTexts()") for _ in range(CHANGE_RUNS))[CHANGE_RUNS // 2]
        wait_until_idle(page)
        with traced(page) as ticking:
            page.evaluate(f"tick({TICKER_S})")
        percents = (ms / TICKER_S / 10 for ms in (ticking.busy_ms, sum(ticking.scripts_ms)))
        cells += [f"{change_us:.2f}", *(f"{percent:.1f}" for percent in percents)]
    return "  ".join(cell.rjust(len(column)) for column, cell in zip(COLUMNS, cells, strict=False))


def metrics(page: ChromiumPage) -> dict[str, float]:
    """Return Chromium's counters of the page's process, for all JavaScript worlds together."""
    return {metric["name"]: metric["value"] for metric in page.send("Performance.getMetrics")["metrics"]}


if __name__ == "__main__":
    raise SystemExit(main())
