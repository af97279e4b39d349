"""`voiso-call log`: shows the end of the event log."""

import argparse
import sys

from voiso_call.cli.exit_codes import EXIT_OK
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
        return EXIT_OK
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        print(f"There is no log yet: {file}", file=sys.stderr)
        return EXIT_OK
    for line in lines[-LAST_LINES:]:
        print(line)
    return EXIT_OK
