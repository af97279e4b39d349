"""`voiso-call history`: the last calls, all of them for another program, or none any more."""

import argparse
import csv
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.prompt import confirm
from voiso_call.cli.runner import request, run_with_service
from voiso_call.protocol.messages import Call, GetHistory, History

DEFAULT_LIMIT = 20
PAGE_SIZE = 100  # calls that one question gets
COLUMNS = [
    "opened_at",
    "closed_at",
    "state",
    "number",
    "extension",
    "original_text",
    "trigger",
    "page",
    "call_id",
    "code",
    "request_id",
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add how many are told, in which form, or that they are forgotten."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the reply as the browser gets it")
    how.add_argument("--export", choices=["csv", "json"], help="print every call, the newest first")
    how.add_argument("--clear", action="store_true", help="forget every call on this machine")
    parser.add_argument(
        "--limit", type=_limit, metavar="N", help=f"how many, 1 to {PAGE_SIZE}; default: {DEFAULT_LIMIT}"
    )
    parser.add_argument("--yes", action="store_true", help="with --clear: do not ask")
    parser.set_defaults(run=lambda given: _history(given, parser))


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= PAGE_SIZE:
        raise argparse.ArgumentTypeError(f"takes 1 to {PAGE_SIZE}")
    return int(text)


def _history(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if given.limit is not None and (given.clear or given.export):
        parser.error("--limit goes neither with --export nor with --clear: they mean every call")
    if given.yes and not given.clear:
        parser.error("--yes goes with --clear")
    if given.clear:
        return _clear(given)
    if given.export:
        write = _write_csv if given.export == "csv" else _write_json
        run_with_service(lambda dispatcher: write(_iter_calls(dispatcher)), given.event_log)
        return EXIT_OK
    reply = request(GetHistory(type="get_history", limit=given.limit or DEFAULT_LIMIT), given.event_log)
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, History):
        for call in reply.calls:
            print(_format_row(call))
        if not reply.calls:
            print("No calls yet.")
        if reply.quarantined_journal:
            print(f"Calls before these were in a damaged file: {reply.quarantined_journal}", file=sys.stderr)
    return EXIT_OK


def _format_row(call: Call) -> str:
    when = datetime.fromisoformat(call.opened_at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    result = call.call_id or (call.failure.code if call.failure else "")
    return f"{when}  {call.number[:17]:<17} {call.state:<8} {result}"


def _clear(given: argparse.Namespace) -> int:
    if not given.yes and not confirm("Forget every call of this machine?"):
        print("Nothing was forgotten. Without a terminal, confirm with --yes.", file=sys.stderr)
        return EXIT_REFUSED
    forgotten = run_with_service(RequestDispatcher.clear_history, given.event_log)
    print(f"Forgot {forgotten} call{'' if forgotten == 1 else 's'}.")
    return EXIT_OK


async def _iter_calls(dispatcher: RequestDispatcher) -> AsyncIterator[Call]:
    """Read page after page, so that no history is too long."""
    before: int | None = None
    while True:
        reply = await dispatcher.handle(GetHistory(type="get_history", limit=PAGE_SIZE, before=before))
        assert isinstance(reply, History), "it answers what it is asked"  # noqa: S101
        for call in reply.calls:
            yield call
        if not reply.more:
            return
        before = reply.calls[-1].seq


Write = Callable[[AsyncIterator[Call]], Awaitable[None]]


async def _write_json(calls: AsyncIterator[Call]) -> None:
    separator = "["
    async for call in calls:
        print(separator, call.model_dump_json(), sep="\n", end="")
        separator = ","
    print("[]" if separator == "[" else "\n]")


async def _write_csv(calls: AsyncIterator[Call]) -> None:
    """RFC 4180, but for the line ends, which are the system's."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    async for call in calls:
        row = {**json.loads(call.model_dump_json()), "code": call.failure.code if call.failure else None}
        writer.writerow([_escape_formula(row[column]) for column in COLUMNS])


def _escape_formula(cell: str | None) -> str | None:
    """Let no spreadsheet take for a formula what a page had written; a number in E.164 is none."""
    if cell and cell[0] in "=+-@\t\r" and not re.fullmatch(r"\+[0-9]+", cell):
        return f"'{cell}"
    return cell
