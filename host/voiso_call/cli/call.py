"""`voiso-call call` and `check`: one number, called by hand or only judged."""

import argparse
import sys
import time
import uuid
from typing import TypeVar

from pydantic import ValidationError

from voiso_call.cli.exit_codes import EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, EXIT_USAGE
from voiso_call.cli.prompt import confirm
from voiso_call.cli.runner import request
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, Code
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

L = TypeVar("L", bound=Message)


def add_call_arguments(parser: argparse.ArgumentParser) -> None:
    """Add whom to call, and how."""
    _add_number(parser)
    parser.add_argument("--yes", action="store_true", help="call also where a confirmation is needed")
    parser.add_argument(
        "--wait",
        action="store_true",
        help="where Voiso asks to wait, wait and call then, also without a terminal to tell it on",
    )
    parser.set_defaults(run=_call)


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to judge."""
    _add_number(parser)
    parser.set_defaults(run=_check)


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", help="as you would dial it, or with + and country code")
    parser.add_argument("--region", help="country to dial from, like GB; default: the configured one")
    parser.add_argument("--json", action="store_true", help="print the reply as the browser gets it")


def _build_request(letter: type[L], given: argparse.Namespace, **more: str) -> L | None:
    """Make a request of what was given; None, and a word to the person, where it is none."""
    region = given.region.upper() if given.region else None
    try:
        return letter.model_validate({"number": given.number, "region": region, **more})
    except ValidationError as problem:
        error = first_error(problem)
        print(f"voiso-call: {error.field}: {error.message}", file=sys.stderr)
        return None


def _check(given: argparse.Namespace) -> int:
    question = _build_request(CheckNumber, given, type="check_number")
    if question is None:
        return EXIT_USAGE
    reply = request(question, given.event_log)
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, NumberChecked):
        about = [reply.international, reply.country, reply.number_type, reply.local_time]
        print("  ".join(fact for fact in about if fact is not None))
        print(" ".join([reply.decision, *reply.reasons]))
    return EXIT_OK if isinstance(reply, NumberChecked) and reply.decision != "deny" else EXIT_REFUSED


def _call(given: argparse.Namespace) -> int:
    call = _build_request(PlaceCall, given, type="place_call", request_id=uuid.uuid4().hex, trigger="cli")
    if call is None:
        return EXIT_USAGE
    reply = _place_with_retry(call, given)
    if isinstance(reply, ConfirmationNeeded) and (
        given.yes or confirm(f"To confirm: {', '.join(_format_reasons(reply))}. Call it?")
    ):
        reply = _place_with_retry(call.model_copy(update={"confirmed": reply.reasons}), given)
    if reply is None:
        return EXIT_INTERRUPTED
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, CallPlaced):
        print(f"Calling {reply.international}. Call ID: {reply.call_id}")
    elif isinstance(reply, ConfirmationNeeded):
        print(f"Not called: confirm with --yes ({', '.join(_format_reasons(reply))})", file=sys.stderr)
    return EXIT_OK if isinstance(reply, CallPlaced) else EXIT_REFUSED


def _place_with_retry(call: PlaceCall, given: argparse.Namespace) -> Reply | None:
    """Place the call, again when Voiso asked to wait; None where a person would not wait so long."""
    while True:  # the host says how often: `may_retry`
        try:
            return _send(call, given)
        except CallError as problem:
            wait = problem.params.get("retry_after_s")
            may_wait = given.wait or sys.stderr.isatty()
            if not (may_wait and problem.params.get("may_retry") is True and isinstance(wait, int)):
                raise
        try:
            _countdown(wait)
        except KeyboardInterrupt:
            print("\nNot called.", file=sys.stderr)
            return None


def _send(call: PlaceCall, given: argparse.Namespace) -> Reply:
    try:
        reply = request(call, given.event_log)
    except KeyboardInterrupt:
        raise CallError(Code.CALL_OUTCOME_UNKNOWN, "interrupted", outcome=OUTCOME_UNKNOWN) from None
    if isinstance(reply, Failure):  # one of before, told again
        raise CallError(reply.code, reply.detail, **reply.params)
    return reply


def _countdown(seconds: int) -> None:
    """Wait in sight of the person, who may interrupt it."""
    if not sys.stderr.isatty():
        print(f"Voiso asks to wait {seconds} s.", file=sys.stderr, flush=True)
        time.sleep(seconds)
        return
    for left in range(seconds, 0, -1):
        told = f"Voiso asks to wait: calling again in {left} s, Ctrl-C to give up. "
        print(f"\r{told}", end="", file=sys.stderr, flush=True)
        time.sleep(1)
    print(file=sys.stderr)


def _question(reply: ConfirmationNeeded) -> str:
    return f"To confirm: {', '.join(_format_reasons(reply))}. Call it?"


def _format_reasons(reply: ConfirmationNeeded) -> list[str]:
    """Name the reasons, and the file where one is of a file."""
    file = reply.params.get("file")
    return [f"{each}: {file}" if each == "journal_quarantined" else each for each in reply.reasons]
