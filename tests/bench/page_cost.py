"""What a page pays for the extension in real Chromium, beside the same page without it and with its peers.

Run where tests/run.py has set everything up: `.local/venv/bin/python tests/bench/page_cost.py`. `--nodes 50`
(repeatable) asks for other sizes, `--only ours` (repeatable) for fewer rows. Times are CPU time of the page's
main thread; `slices` is the extension's own script in it. The last page has 5,000 numbers and a thousand text
changes a second; `own change` is what one of its text changes costs itself.
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

from support import stack
from support.browser import LaunchOptions, launch
from support.browser.cdp_page import ChromiumPage
from support.dev_env import system_packages, venv

NODES = (1_000, 20_000, 200_000)
TICKER = "nodes=20000&every=4&ticks"
TICKER_S = 4
MOST_LOOKS = 60  # for rest, a second each: the slowest peer needs them
LOADED_S = 60  # the largest page keeps a slow machine busy for so long by itself
REST = 0.02  # of a second: less is what a page does that does nothing
TIMES = 21  # the page's own changes are measured
COLUMNS = (
    "long tasks",
    "blocking ms",
    "busy ms",
    "slices ms",
    "longest ms",
    "heap MB",
    "mutations",
    "own change µs",
    "ticker %",
    "its own %",
)


@dataclass
class Opened:
    """A page that was loaded and has come to rest."""

    page: ChromiumPage
    loading: Trace


def main() -> int:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, action="append")
    parser.add_argument("--only", action="append")
    asked = parser.parse_args()
    print(f"{'page':<14} {'with':<17} {'  '.join(COLUMNS)}")
    pages = {f"{nodes:,}": f"nodes={nodes}" for nodes in asked.nodes or NODES}
    with tempfile.TemporaryDirectory() as folder:
        for name, extension in page_peers.extensions(Path(folder)).items():
            if asked.only and name not in asked.only:
                continue
            for page, query in [*pages.items(), ("ticker", TICKER)]:
                with opened(extension, Path(folder) / f"{name}-{page}", query) as loaded:
                    print(f"{page:<14} {name:<17} {row(loaded, ticks=page == 'ticker')}", flush=True)
    gate = gzip.compress((venv.DIST / "content.js").read_bytes())
    print(f"A page without a candidate loads {len(gate)} bytes of script (gzip).")
    return 0


@contextmanager
def opened(extension: Path, folder: Path, query: str) -> Iterator[Opened]:
    """The page in a browser of its own, traced until it comes to rest."""
    folder.mkdir()
    wanted = LaunchOptions(
        binary=system_packages.get_browser("chromium"),
        extension=extension,
        profile=folder / "profile",
        env=stack.private_variables(folder),
    )
    with stack.sample_page(Path(__file__).parent) as url, launch("chromium", wanted) as browser:
        page = browser.open("about:blank")
        if not isinstance(page, ChromiumPage):
            raise TypeError("only Chromium tells these figures")
        page.send("Performance.enable")
        with traced(page) as loading:
            page.send("Page.navigate", url=f"{url}page_cost.html?{query}")
            page.wait("document.readyState === 'complete'", LOADED_S, "the page to be loaded")
            rest(page)
        yield Opened(page, loading)


def rest(page: ChromiumPage) -> None:
    """Wait until the page's main thread has nothing to do."""
    before = metrics(page)["TaskDuration"]
    for _ in range(MOST_LOOKS):
        time.sleep(1.5)
        now = metrics(page)["TaskDuration"]
        if now - before < REST:
            return
        before = now


def row(opened: Opened, *, ticks: bool) -> str:
    """Take the figures, and say them."""
    page, loading = opened.page, opened.loading
    page.send("HeapProfiler.collectGarbage")
    heap = metrics(page)["JSHeapUsedSize"] / 1e6
    figures = [
        f"{len(loading.long_tasks)}",
        f"{loading.blocking_ms:.0f}",
        f"{loading.busy_ms:.0f}",
        f"{sum(loading.slices):.0f}",
        f"{max(loading.slices, default=0):.1f}",
        f"{heap:.1f}",
        f"{page.evaluate('seen.mutations')}",
    ]
    if ticks:
        own = sorted(page.evaluate("change()") for _ in range(TIMES))[TIMES // 2]
        rest(page)
        with traced(page) as ticking:
            page.evaluate(f"tick({TICKER_S})")
        shares = (each / TICKER_S / 10 for each in (ticking.busy_ms, sum(ticking.slices)))
        figures += [f"{own:.2f}", *(f"{share:.1f}" for share in shares)]
    return "  ".join(each.rjust(len(column)) for column, each in zip(COLUMNS, figures, strict=False))


def metrics(page: ChromiumPage) -> dict[str, float]:
    """Chromium's own counters of the page's process, all worlds together."""
    return {each["name"]: each["value"] for each in page.send("Performance.getMetrics")["metrics"]}


if __name__ == "__main__":
    raise SystemExit(main())
