"""`voiso-call history`: shows the last calls and how they ended, exports all of them, or deletes them."""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.cli import texts
from voiso_call.cli.csv_row import csv_row
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.cli.prompt import confirm, is_terminal
from voiso_call.cli.runner import handle_request, run_with_dispatcher
from voiso_call.errors import CallError
from voiso_call.protocol.messages import MAX_HISTORY_PAGE, Call, GetHistory, History
from voiso_call.protocol.outcome_messages import CallOutcome, FollowCall

DEFAULT_LIMIT = 20
MIN_NUMBER_WIDTH = 17
COLUMNS = [
    "requested_at",
    "ended_at",
    "state",
    "number",
    "phone_extension",
    "original_text",
    "trigger",
    "page_origin",
    "call_id",
    "disposition",
    "duration_s",
    "code",
    "request_id",
]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call history`."""
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--json", action="store_true", help="print the reply that the browser gets")
    mode.add_argument("--export", choices=["csv", "json"], help="print every call, newest first")
    mode.add_argument("--clear", action="store_true", help="delete every call from the history")
    parser.add_argument(
        "--limit",
        type=_limit,
        metavar="N",
        help=f"show at most N calls, 1 to {MAX_HISTORY_PAGE} (default: {DEFAULT_LIMIT})",
    )
    parser.add_argument(
        "--update", action="store_true", help="first ask Voiso how the calls ended that would be shown"
    )
    parser.add_argument("--yes", action="store_true", help="with --clear: do not ask for confirmation")
    parser.set_defaults(run=lambda args: _history(args, parser))


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_HISTORY_PAGE:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MAX_HISTORY_PAGE}")
    return int(text)


def _history(args: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if args.limit is not None and (args.clear or args.export):
        parser.error("--limit cannot be used with --export or --clear, which apply to every call")
    if args.update and (args.clear or args.export):
        parser.error("--update cannot be used with --export or --clear")
    if args.yes and not args.clear:
        parser.error("--yes can only be used with --clear")
    if args.clear:
        return _clear(args)
    if args.export:
        write = _write_csv if args.export == "csv" else _write_json
        run_with_dispatcher(lambda dispatcher: write(_iter_calls(dispatcher)), args.event_log)
        return EXIT_OK
    request = GetHistory(type="get_history", limit=args.limit or DEFAULT_LIMIT)
    if args.update:
        run_with_dispatcher(lambda dispatcher: _update(dispatcher, request), args.event_log)
    reply = handle_request(request, args.event_log)
    if args.json:
        print_line(reply.model_dump_json())
    elif isinstance(reply, History):
        width = max([MIN_NUMBER_WIDTH, *(len(_number_text(call)) for call in reply.calls)])
        for call in reply.calls:
            print_line(_format_row(call, width))
        if not reply.calls:
            print_line("No calls yet.")
        if reply.more:
            print_error("There are older calls. To print all: voiso-call history --export csv")
        if reply.quarantined_journal:
            print_error(f"Earlier calls are in a damaged history: {reply.quarantined_journal}")
    return EXIT_OK


def _number_text(call: Call) -> str:
    return call.number if call.phone_extension is None else f"{call.number} ext. {call.phone_extension}"


def _format_row(call: Call, number_width: int) -> str:
    requested_at = datetime.fromisoformat(call.requested_at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    result = f"Call ID: {call.call_id}" if call.call_id else ""
    if call.outcome is not None:
        result = f"{texts.outcome_text(call.outcome)}. {result}"
    if call.failure is not None:
        result = texts.failure_sentence(call.failure)
    return f"{requested_at}  {_number_text(call):<{number_width}} {call.state:<8} {result}".rstrip()


async def _update(dispatcher: RequestDispatcher, request: GetHistory) -> None:
    """Ask Voiso how calls ended, until it refuses; a failure is only a warning."""
    history = await dispatcher.handle(request)
    assert isinstance(history, History), "the dispatcher answers get_history with History"  # noqa: S101
    try:
        for call in history.calls:
            if call.call_id is None or call.outcome is not None:
                continue
            reply = await dispatcher.handle(FollowCall(type="follow_call", call_id=call.call_id))
            if isinstance(reply, CallOutcome) and reply.state == "unavailable":
                print_error(
                    "Voiso does not tell how calls ended: the API key needs the scope reporting.cdrs.read."
                )
                return
    except CallError as error:
        print_error(texts.error_line(error))


def _clear(args: argparse.Namespace) -> int:
    if not args.yes and not confirm("Delete every call from the history of this computer?"):
        advice = "" if is_terminal(sys.stdin) else " To confirm without a terminal, add --yes."
        print_error(f"Nothing was deleted.{advice}")
        return EXIT_REFUSED
    cleared = run_with_dispatcher(RequestDispatcher.clear_history, args.event_log)
    print_line(f"Deleted {texts.plural(cleared.calls, 'call')} from the history.")
    if cleared.damaged_files:
        print_line(f"Deleted {texts.plural(cleared.damaged_files, 'file')} of a damaged history.")
    return EXIT_OK


async def _iter_calls(dispatcher: RequestDispatcher) -> AsyncIterator[Call]:
    """Yield every call, newest first, page by page, so that a long history needs little memory."""
    before: int | None = None
    while True:
        reply = await dispatcher.handle(GetHistory(type="get_history", limit=MAX_HISTORY_PAGE, before=before))
        assert isinstance(reply, History), "the dispatcher answers get_history with History"  # noqa: S101
        for call in reply.calls:
            yield call
        if not reply.more:
            return
        before = reply.calls[-1].seq


Write = Callable[[AsyncIterator[Call]], Awaitable[None]]


async def _write_json(calls: AsyncIterator[Call]) -> None:
    previous = ""
    async for call in calls:
        print_line(f"{previous}," if previous else "[")
        previous = call.model_dump_json()
    if previous:
        print_line(previous)
    print_line("]" if previous else "[]")


async def _write_csv(calls: AsyncIterator[Call]) -> None:
    """Print CSV as in RFC 4180, except for the line ends, which are those of the system."""
    print_line(csv_row(COLUMNS))
    async for call in calls:
        row = json.loads(call.model_dump_json())
        row["code"] = call.failure.code if call.failure else None
        if call.outcome is not None and (seconds := call.outcome.duration_s) is not None:
            row["duration_s"] = str(seconds)
        row["disposition"] = call.outcome.disposition if call.outcome else None
        print_line(csv_row([row.get(column) for column in COLUMNS]))
