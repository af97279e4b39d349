"""`voiso-call log`: shows the end of the event log."""

import argparse

from voiso_call.cli.exit_codes import EXIT_OK
from voiso_call.cli.output import print_error, print_line
from voiso_call.config.paths import app_paths

LAST_LINES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call log`."""
    parser.add_argument("--path", action="store_true", help="print only the path of the log file")
    parser.set_defaults(run=_log)


def _log(args: argparse.Namespace) -> int:
    file = app_paths().log_file
    if args.path:
        print_line(str(file))
        return EXIT_OK
    try:
        lines = file.read_bytes().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        print_error(f"There is no log yet: {file}")
        return EXIT_OK
    for line in lines[:-1][-LAST_LINES:]:  # each line ends with a line feed
        print_line(line)
    return EXIT_OK
