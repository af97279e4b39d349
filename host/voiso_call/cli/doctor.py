"""`voiso-call doctor`: examines this installation, and says what is wrong and how to correct it."""

import argparse
import asyncio
import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict

from voiso_call import __version__
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import Styled, print_line, print_styled
from voiso_call.cli.texts import plural
from voiso_call.config.paths import app_paths
from voiso_call.doctor.examination import Group, GroupName, examine
from voiso_call.doctor.finding import Finding, Level
from voiso_call.install.registration_table import BROWSERS

_TITLES: dict[GroupName, str] = {
    "browsers": "Browsers",
    "program": "The program that browsers start",
    "settings": "Settings",
    "voiso": "API key and Voiso",
    "history": "History of calls",
    "log": "Log",
}
_LEVELS: dict[Level, Styled] = {
    "ok": Styled("ok", "green"),
    "warning": Styled("warning", "yellow"),
    "fault": Styled("FAULT", "red"),
    "not_checked": Styled("not checked", "faint"),
}
_INDENT = 15  # of what was found, after the level
_MIN_WIDTH, _MAX_WIDTH = 60, 110


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call doctor`."""
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--browser", choices=BROWSERS, metavar="NAME", help="of the browsers examine only this one"
    )
    parser.set_defaults(run=_doctor)


def _doctor(args: argparse.Namespace) -> int:
    args.event_log.capture_library_logs()  # no library writes between the findings
    groups = asyncio.run(examine(app_paths(), args.browser))
    levels = [finding.level for group in groups for finding in group.findings]
    faults, warnings = levels.count("fault"), levels.count("warning")
    if args.json:
        print_line(json.dumps(_as_json(groups, faults, warnings), ensure_ascii=False))
    else:
        for group in groups:
            _print_group(group)
        print_styled(_summary(faults, warnings))
    return EXIT_REFUSED if faults else EXIT_OK


def _as_json(groups: list[Group], faults: int, warnings: int) -> dict[str, object]:
    findings = [{"group": group.name, **asdict(finding)} for group in groups for finding in group.findings]
    return {
        "type": "doctor",
        "host_version": __version__,
        "faults": faults,
        "warnings": warnings,
        "findings": findings,
    }


def _print_group(group: Group) -> None:
    print_styled(Styled(_TITLES[group.name], "bold"))
    for finding in group.findings:
        level = _LEVELS[finding.level]
        first, *others = _lines(finding)
        print_styled("  ", level, " " * (_INDENT - 2 - len(level.text)), first)
        for line in others:
            print_styled(" " * _INDENT, line)
        if finding.action:  # in one line, however long: it holds a command that people copy
            print_styled(" " * _INDENT, Styled("→ ", "faint"), Styled(finding.action, "bold"))
    print_line("")


def _lines(finding: Finding) -> Iterator[str]:
    """Break what was found at the width of the terminal; elsewhere it stays in one line."""
    if not sys.stdout.isatty():
        return iter([finding.what])
    width = min(max(shutil.get_terminal_size().columns, _MIN_WIDTH), _MAX_WIDTH) - _INDENT
    lines = textwrap.wrap(finding.what, width, break_long_words=False, break_on_hyphens=False)
    return iter(lines)


def _summary(faults: int, warnings: int) -> Styled:
    if faults:
        noted = f" and {plural(warnings, 'warning')}" if warnings else ""
        return Styled(
            f"{plural(faults, 'fault')}{noted}: do what stands after each →, then run this again.", "red"
        )
    if warnings:
        return Styled(f"No fault, {plural(warnings, 'warning')}.", "yellow")
    return Styled("No fault was found.", "green")
