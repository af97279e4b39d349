"""What a page pays for the extension in real Chromium: long tasks, blocking, heap, its own changes, a ticker.

Run where tests/run.py has set everything up: `.local/venv/bin/python tests/bench/page_cost.py`. Each row
stands beside the same page with an extension that does nothing, in the same run.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "installers"))

import environment
import machine
import stage
from driving import Launch, launch
from driving.chromium_page import ChromiumPage

NODES = (1_000, 20_000, 200_000)
TICKER_S = 4
SETTLED = "new Promise(done => setTimeout(done, 4000, true))"  # reading goes on in slices for so long at most


def main() -> int:
    """Print one table."""
    print(f"{'':>21} long tasks  blocking ms  busy ms  heap MB  own changes ms  mutations  ticker %")
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing"
        nothing.mkdir()
        manifest = {
            "manifest_version": 3,
            "name": "nothing",
            "version": "1",
            "background": {"service_worker": "n.js"},
        }
        (nothing / "manifest.json").write_text(json.dumps(manifest))
        (nothing / "n.js").write_text("")
        for nodes in NODES:
            for name, extension in (("off", nothing), ("ours", environment.DIST)):
                with opened(extension, Path(folder) / f"{name}-{nodes}", nodes) as page:
                    print(f"{nodes:>8} nodes  {name:<5} {row(page)}")
    return 0


@contextmanager
def opened(extension: Path, folder: Path, nodes: int) -> Iterator[ChromiumPage]:
    """The page in a browser of its own, read to the end."""
    folder.mkdir()
    binary = machine.get_browser("chromium")
    wanted = Launch(
        binary=binary, extension=extension, profile=folder / "profile", env=stage.private_variables(folder)
    )
    with stage.sample_page(Path(__file__).parent) as url, launch("chromium", wanted) as browser:
        page = browser.open(f"{url}page_cost.html?nodes={nodes}")
        if not isinstance(page, ChromiumPage):
            raise TypeError("only Chromium tells these figures")
        page.send("Performance.enable")
        page.evaluate(SETTLED)
        yield page


def row(page: ChromiumPage) -> str:
    """Take the figures, and say them."""
    loading = metrics(page)
    tasks: list[int] = page.evaluate("seen.tasks")
    mutations = page.evaluate("seen.mutations")
    own = sorted(page.evaluate("change()") for _ in range(5))[2]
    page.evaluate(SETTLED)
    before = metrics(page)
    page.evaluate(f"tick({TICKER_S})")
    after = metrics(page)
    busy, passed = (after[name] - before[name] for name in ("TaskDuration", "Timestamp"))
    ticking = busy / passed * 100
    blocking = sum(max(0, task - 50) for task in tasks)
    return (
        f"{len(tasks):>10} {blocking:>13} {loading['TaskDuration'] * 1000:>8.0f}"
        f" {loading['JSHeapUsedSize'] / 1e6:>8.1f} {own:>15.1f} {mutations:>10} {ticking:>9.1f}"
    )


def metrics(page: ChromiumPage) -> dict[str, Any]:
    """Chromium's own counters of the page's process, all worlds together."""
    return {each["name"]: each["value"] for each in page.send("Performance.getMetrics")["metrics"]}


if __name__ == "__main__":
    raise SystemExit(main())
