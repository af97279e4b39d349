"""`voiso-call log`: what the host did lately."""

import argparse
import sys

from voiso_call.config.paths import app_paths

LAST_LINES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call log`."""
    parser.add_argument("--path", action="store_true", help="only print where the log is")
    parser.set_defaults(run=_log)


def _log(given: argparse.Namespace) -> int:
    file = app_paths().log_file
    if given.path:
        print(file)
        return 0
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        print(f"{file} does not exist: the host did nothing yet", file=sys.stderr)
        return 0
    for line in lines[-LAST_LINES:]:
        print(line)
    return 0
