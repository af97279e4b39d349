"""Tries Voiso Click-to-Call on this machine: a real browser, a real click, and a Voiso that lives here.

Nothing is installed outside this folder (but for Debian packages, as root), and nothing reaches Voiso:
the calls go to the sandbox. Python 3.11 is enough to start with.
"""

import argparse
import contextlib
import signal
import sys

if sys.hexversion < 0x030B0000:  # before the imports below, which older ones cannot read
    raise SystemExit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import json
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the browser drivers

import try_steps
from support.dev_env.progress import Progress


def main() -> int:
    """Take the steps, tell them, clean up; 0 if the popup showed the call ID that the sandbox gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", choices=["chromium", "firefox"], help="default: the one that is here")
    parser.add_argument(
        "--headless", action="store_true", help="without a window; so where there is no display"
    )
    parser.add_argument(
        "--json", action="store_true", help="end with one line of JSON, tell the rest on stderr"
    )
    parser.add_argument(
        "--keep-open",
        action=argparse.BooleanOptionalAction,
        help="leave the browser open to play with; default: at a terminal with a display",
    )
    given = parser.parse_args()
    for ending in ("SIGTERM", "SIGHUP"):  # leave by the way that cleans up
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), lambda number, _: sys.exit(128 + number))
    steps = Progress(sys.stderr if given.json else sys.stdout)
    headless = given.headless or not try_steps.has_display()
    keep_open = given.keep_open
    if keep_open is None:
        keep_open = not given.json and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        result = try_steps.trial(
            steps, browser=given.browser, headless=headless, keep_open=keep_open and not headless
        )
    except KeyboardInterrupt:
        steps.say("Stopped; everything was cleaned up.")
        return 130
    except Exception as problem:
        steps.say(try_steps.explain(problem))
        if given.json:
            print(json.dumps({"error": str(problem), "steps": steps.taken}))
        return 1
    if given.json:
        print(json.dumps(result | {"steps": steps.taken}))
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
