"""`voiso-call call` and `voiso-call check`: places a call, or tells what a call would do."""

import argparse
import sys
import time
import uuid
from typing import TypeVar

from pydantic import ValidationError

from voiso_call.cli.exit_codes import EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, EXIT_USAGE
from voiso_call.cli.prompt import confirm
from voiso_call.cli.runner import handle_request
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.protocol.messages import (
    CallPlaced,
    CheckNumber,
    ConfirmationNeeded,
    Failure,
    Message,
    NumberChecked,
    PlaceCall,
    Reply,
)
from voiso_call.strict_model import first_error

R = TypeVar("R", bound=Message)

_REGION_HELP = "must be a country code of two letters, like GB or US"


def add_call_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `voiso-call call`."""
    _add_number_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="confirm the call in advance, if that is needed")
    parser.add_argument(
        "--wait",
        action="store_true",
        help="if Voiso receives too many requests, wait and call again, even without a terminal",
    )
    parser.set_defaults(run=_call)


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `voiso-call check`."""
    _add_number_arguments(parser)
    parser.set_defaults(run=_check)


def _add_number_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", help="the number as you would dial it, or with + and country code")
    parser.add_argument(
        "--region", metavar="COUNTRY", help="country of a number without +, like GB (default: the setting)"
    )
    parser.add_argument("--json", action="store_true", help="print the reply that the browser gets")


def _build_request(request_type: type[R], args: argparse.Namespace, **fields: str) -> R | None:
    """Create a request from the arguments; print an error and return None if they are invalid."""
    region = args.region.upper() if args.region else None
    try:
        return request_type.model_validate({"number": args.number, "region": region, **fields})
    except ValidationError as exc:
        error = first_error(exc)
        message = _REGION_HELP if error.field == "region" else error.message
        print(f"voiso-call: {error.field}: {message}", file=sys.stderr)
        return None


def _check(args: argparse.Namespace) -> int:
    check_number = _build_request(CheckNumber, args, type="check_number")
    if check_number is None:
        return EXIT_USAGE
    reply = handle_request(check_number, args.event_log)
    if args.json:
        print(reply.model_dump_json())
    elif isinstance(reply, NumberChecked):
        facts = [reply.international, reply.country, reply.number_type, reply.local_time]
        print("  ".join(fact for fact in facts if fact is not None))
        print(" ".join([reply.decision, *reply.reasons]))
    return EXIT_OK if isinstance(reply, NumberChecked) and reply.decision != "deny" else EXIT_REFUSED


def _call(args: argparse.Namespace) -> int:
    call = _build_request(PlaceCall, args, type="place_call", request_id=uuid.uuid4().hex, trigger="cli")
    if call is None:
        return EXIT_USAGE
    reply = _place_with_retry(call, args)
    if isinstance(reply, ConfirmationNeeded) and (args.yes or confirm(_question(reply))):
        reply = _place_with_retry(call.model_copy(update={"confirmed": reply.reasons}), args)
    if reply is None:
        return EXIT_INTERRUPTED
    if args.json:
        print(reply.model_dump_json())
    elif isinstance(reply, CallPlaced):
        print(f"Calling {reply.international}. Call ID: {reply.call_id}")
    elif isinstance(reply, ConfirmationNeeded):
        print(f"Not called. To confirm, add --yes: {_format_reasons(reply)}", file=sys.stderr)
    return EXIT_OK if isinstance(reply, CallPlaced) else EXIT_REFUSED


def _place_with_retry(call: PlaceCall, args: argparse.Namespace) -> Reply | None:
    """Place the call; wait and repeat the request if Voiso asks for that. None if the wait was cancelled.

    The dispatcher bounds the number of attempts: it sets `may_retry`.
    """
    while True:
        try:
            return _send(call, args)
        except CallError as error:
            retry_after_s = error.params.get("retry_after_s")
            can_wait = args.wait or sys.stderr.isatty()
            may_retry = can_wait and error.params.get("may_retry") is True
            if not (may_retry and isinstance(retry_after_s, int)):
                raise
        try:
            _countdown(retry_after_s)
        except KeyboardInterrupt:
            print("\nNot called.", file=sys.stderr)
            return None


def _send(call: PlaceCall, args: argparse.Namespace) -> Reply:
    try:
        reply = handle_request(call, args.event_log)
    except KeyboardInterrupt:
        raise CallError(ErrorCode.CALL_OUTCOME_UNKNOWN, "interrupted", outcome=OUTCOME_UNKNOWN) from None
    if isinstance(reply, Failure):  # the journal's reply to a repeated request
        raise CallError(reply.code, reply.detail, **reply.params)
    return reply


def _countdown(seconds: int) -> None:
    """Show the remaining seconds, and wait until none is left. Raises KeyboardInterrupt."""
    if not sys.stderr.isatty():
        print(f"Too many requests: calling again in {seconds} s.", file=sys.stderr, flush=True)
        time.sleep(seconds)
        return
    for remaining in range(seconds, 0, -1):
        text = f"Too many requests: calling again in {remaining} s, Ctrl-C to cancel. "
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
        time.sleep(1)
    print(file=sys.stderr)


def _question(reply: ConfirmationNeeded) -> str:
    return f"Confirmation needed: {_format_reasons(reply)}. Call anyway?"


def _format_reasons(reply: ConfirmationNeeded) -> str:
    """Join the reasons; add the file's name to the one that is about a file."""
    file = reply.params.get("file")
    return ", ".join(
        f"{reason}: {file}" if file and reason == "journal_quarantined" else reason
        for reason in reply.reasons
    )
