"""What Chromium's main thread did for a page, and what of it an extension's scripts did: read from a trace.

All times are CPU time of that thread: what else runs on the machine does not count.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.browser.cdp_page import ChromiumPage

CATEGORIES = ("devtools.timeline", "disabled-by-default-devtools.timeline", "v8")
RUNS_SCRIPT = {"FunctionCall", "EvaluateScript", "v8.compile", "v8.compileModule", "v8.evaluateModule"}
LONG_MS = 50  # the browsers' own measure of a task that blocks
HERE = "bench"  # the page writes it into the trace, so that its thread is known

Event = dict[str, Any]


@dataclass
class Trace:
    """The tasks of a page's main thread, and the stretches of an extension's script in them."""

    tasks: list[float] = field(default_factory=list)
    slices: list[float] = field(default_factory=list)

    @property
    def busy_ms(self) -> float:
        """All tasks together."""
        return sum(self.tasks)

    @property
    def long_tasks(self) -> list[float]:
        """Those that an input would notice."""
        return [task for task in self.tasks if task > LONG_MS]

    @property
    def blocking_ms(self) -> float:
        """What long tasks take beyond what nobody notices."""
        return sum(task - LONG_MS for task in self.long_tasks)


@contextmanager
def traced(page: ChromiumPage) -> Iterator[Trace]:
    """Trace while the block runs; what is yielded is filled in at its end."""
    events: list[Event] = []
    complete = threading.Event()

    def hear(event: Event) -> None:
        if event["method"] == "Tracing.dataCollected":
            events.extend(event["params"]["value"])
        elif event["method"] == "Tracing.tracingComplete":
            complete.set()

    page.browser.listen(hear)
    wanted = {"includedCategories": list(CATEGORIES), "excludedCategories": ["*"]}
    page.browser.send("Tracing.start", transferMode="ReportEvents", traceConfig=wanted)
    trace = Trace()
    yield trace
    page.evaluate(f"(console.timeStamp({HERE!r}), true)")
    page.browser.send("Tracing.end")
    if not complete.wait(60):
        raise TimeoutError("the trace did not end")
    read(events, trace)


def read(events: list[Event], trace: Trace) -> None:
    """Pick the page's main thread out of a trace."""
    [here] = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "TimeStamp" and event["args"]["data"]["message"] == HERE
    }
    mine = [event for event in events if (event["pid"], event["tid"]) == here and event["ph"] == "X"]
    trace.tasks += [event["tdur"] / 1000 for event in mine if event["name"] == "RunTask" and "tdur" in event]
    past = 0.0
    for event in sorted((each for each in mine if is_extensions(each)), key=lambda each: int(each["ts"])):
        if event["ts"] < past:
            continue  # within the one before
        past = event["ts"] + event["dur"]
        trace.slices.append(float(event.get("tdur") or event["dur"]) / 1000)


def is_extensions(event: Event) -> bool:
    """Whether an event is a stretch of an extension's script."""
    if event["name"] not in RUNS_SCRIPT:
        return False
    of = event["args"]
    url = of.get("data", {}).get("url") or of.get("fileName") or ""
    return str(url).startswith("chrome-extension://")
