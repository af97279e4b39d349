"""Records a Chromium trace of a page's main thread, and the part of it that an extension's scripts took.

All times are CPU time of that thread, so that other load on the machine does not count.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.browser.cdp_page import ChromiumPage

CATEGORIES = ("devtools.timeline", "disabled-by-default-devtools.timeline", "v8")
SCRIPT_EVENTS = {"FunctionCall", "EvaluateScript", "v8.compile", "v8.compileModule", "v8.evaluateModule"}
LONG_TASK_MS = 50  # W3C Long Tasks API
TRACE_TIMEOUT_S = 60
MARK = "bench"  # the page writes it into the trace, which tells its thread

Event = dict[str, Any]


@dataclass
class Trace:
    """The tasks of a page's main thread, and the extension's scripts in them, each in ms."""

    tasks_ms: list[float] = field(default_factory=list)
    scripts_ms: list[float] = field(default_factory=list)

    @property
    def busy_ms(self) -> float:
        """Time of all tasks."""
        return sum(self.tasks_ms)

    @property
    def long_tasks_ms(self) -> list[float]:
        """Tasks so long that they delay input noticeably."""
        return [task for task in self.tasks_ms if task > LONG_TASK_MS]

    @property
    def blocking_ms(self) -> float:
        """Time of long tasks beyond LONG_TASK_MS each: the Total Blocking Time."""
        return sum(task - LONG_TASK_MS for task in self.long_tasks_ms)


@contextmanager
def traced(page: ChromiumPage) -> Iterator[Trace]:
    """Trace while the block runs; the yielded trace is filled at its end."""
    events: list[Event] = []
    complete = threading.Event()

    def on_event(event: Event) -> None:
        if event["method"] == "Tracing.dataCollected":
            events.extend(event["params"]["value"])
        elif event["method"] == "Tracing.tracingComplete":
            complete.set()

    page.browser.listen(on_event)
    config = {"includedCategories": list(CATEGORIES), "excludedCategories": ["*"]}
    page.browser.send("Tracing.start", transferMode="ReportEvents", traceConfig=config)
    trace = Trace()
    yield trace
    page.evaluate(f"(console.timeStamp({MARK!r}), true)")
    page.browser.send("Tracing.end")
    if not complete.wait(TRACE_TIMEOUT_S):
        raise TimeoutError("the trace did not end")
    _read_events(events, trace)


def _read_events(events: list[Event], trace: Trace) -> None:
    """Add the events of the page's main thread to a trace."""
    [page_thread] = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "TimeStamp" and event["args"]["data"]["message"] == MARK
    }
    own = [event for event in events if (event["pid"], event["tid"]) == page_thread and event["ph"] == "X"]
    trace.tasks_ms += [
        event["tdur"] / 1000 for event in own if event["name"] == "RunTask" and "tdur" in event
    ]
    end = 0.0
    for event in sorted(filter(_is_extension_script, own), key=lambda event: int(event["ts"])):
        if event["ts"] < end:
            continue  # nested in the event before
        end = event["ts"] + event["dur"]
        trace.scripts_ms.append(float(event.get("tdur") or event["dur"]) / 1000)


def _is_extension_script(event: Event) -> bool:
    if event["name"] not in SCRIPT_EVENTS:
        return False
    args = event["args"]
    url = args.get("data", {}).get("url") or args.get("fileName") or ""
    return str(url).startswith("chrome-extension://")
