"""`voiso-call log`: shows the end of the event log."""

import argparse
import sys

from voiso_call.config.paths import app_paths

LAST_LINES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call log`."""
    parser.add_argument("--path", action="store_true", help="print only the path of the log file")
    parser.set_defaults(run=_log)


def _log(args: argparse.Namespace) -> int:
    file = app_paths().log_file
    if args.path:
        print(file)
        return 0
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        print(f"{file} does not exist: the host has not run yet", file=sys.stderr)
        return 0
    for line in lines[-LAST_LINES:]:
        print(line)
    return 0
