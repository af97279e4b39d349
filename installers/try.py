"""Tries Voiso Click-to-Call on this machine: a real browser, a real click, and a sandbox in place of Voiso.

Installs nothing outside of this folder, except Debian packages as root. No request reaches Voiso. Needs
Python 3.11 or newer, and nothing else.
"""

import argparse
import contextlib
import signal
import sys

if sys.hexversion < 0x030B0000:  # before the imports below, which older ones cannot parse
    raise SystemExit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import json
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the browser drivers

import try_steps
from support.dev_env.progress import Progress


def main() -> int:
    """Run the steps and clean up; return 0 if the popup showed the call ID that the sandbox gave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--browser", choices=["chromium", "firefox"], help="default: the one that is installed"
    )
    parser.add_argument(
        "--headless", action="store_true", help="without a window; always so where there is no display"
    )
    parser.add_argument(
        "--json", action="store_true", help="print one line of JSON to stdout, all else to stderr"
    )
    parser.add_argument(
        "--keep-open",
        action=argparse.BooleanOptionalAction,
        help="leave the browser open afterwards; default: on a terminal with a display",
    )
    args = parser.parse_args()
    for name in ("SIGTERM", "SIGHUP"):  # exit in the way that cleans up
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    steps = Progress(sys.stderr if args.json else sys.stdout)
    headless = args.headless or not try_steps.has_display()
    keep_open = args.keep_open
    if keep_open is None:
        keep_open = not args.json and sys.stdin.isatty() and sys.stdout.isatty()
    try:
        result = try_steps.trial(
            steps, browser=args.browser, headless=headless, keep_open=keep_open and not headless
        )
    except KeyboardInterrupt:
        steps.say("Stopped; everything was cleaned up.")
        return 130
    except Exception as error:
        steps.say(try_steps.explain(error))
        if args.json:
            print(json.dumps({"error": str(error), "steps": steps.taken}))
        return 1
    if args.json:
        print(json.dumps(result | {"steps": steps.taken}))
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
