"""What the extension takes of a tab's JavaScript heap in Chromium, with more and more numbers in the page.

Measured is the heap of the tab's process after its garbage was collected, with our extension less without it:
objects, code and texts of our scripts, but not what the browser itself keeps for them, such as the positions
of marks. Firefox does not tell the heap of a page.
"""

import statistics
import tempfile
import time
from pathlib import Path

import page_peers
from table import Aim, Section

from support import trial_stack
from support.browser.cdp_page import ChromiumPage
from support.browser.interface import Browser, LaunchOptions
from support.browser.launch import launch
from support.dev_env import system_packages

PAGES = {"no numbers": "nodes=50&every=0", "50 numbers": "nodes=50&every=1", "5,000": "nodes=5000&every=1"}
WANTED_KB = 300  # at most, in a tab without numbers
SETTLING_S = 2  # until a page of 5,000 numbers is read
COLLECTIONS = 3  # of garbage; what one frees may let the next one free more


def measure(rounds: int) -> Section:
    """Load each page without and with our extension, in turns."""
    wanted = "wanted at most, no numbers"
    section = Section("Heap of the extension in a tab", "KB", aims=(Aim("no numbers", wanted, 1),))
    binary = system_packages.find_browser("chromium")
    if binary is None:
        section.absent["no numbers"] = "chromium is not installed"
        return section
    section.add(wanted, WANTED_KB)
    heaps: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        extensions = page_peers.build_extensions(Path(name), ["off", "ours"])
        for turn in range(rounds):
            for extension, path in extensions.items():
                folder = Path(name) / f"{extension}-{turn}"
                folder.mkdir()
                options = LaunchOptions(
                    binary=binary,
                    extension=path,
                    profile=folder / "profile",
                    env=trial_stack.private_variables(folder),
                )
                with (
                    trial_stack.serve_folder(Path(__file__).parent) as url,
                    launch("chromium", options) as browser,
                ):
                    for page, query in PAGES.items():
                        heap_kb = _heap_kb(browser, f"{url}page_cost.html?{query}")
                        heaps.setdefault((page, extension), []).append(heap_kb)
    for page in PAGES:
        without = statistics.median(heaps[page, "off"])
        for heap_kb in heaps[page, "ours"]:
            section.add(page, heap_kb - without)
    return section


def _heap_kb(browser: Browser, url: str) -> float:
    """Return the used heap of a new tab, in which our scripts run too."""
    page = browser.open(url)
    if not isinstance(page, ChromiumPage):
        raise TypeError("only Chromium tells the heap of a page")
    try:
        page.wait("document.readyState === 'complete'", what="the page to be loaded")
        time.sleep(SETTLING_S)
        for _ in range(COLLECTIONS):
            page.send("HeapProfiler.collectGarbage")
        return float(page.send("Runtime.getHeapUsage")["usedSize"]) / 1000
    finally:
        page.close()
