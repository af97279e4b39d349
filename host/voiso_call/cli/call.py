"""`voiso-call call` and `voiso-call check`: places a call, or tells what a call would do."""

import argparse
import re
import sys
import time
import uuid
from typing import TypeVar
from urllib.parse import unquote

from pydantic import ValidationError

from voiso_call.cli import arguments, texts
from voiso_call.cli.exit_codes import EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, EXIT_USAGE
from voiso_call.cli.output import print_error, print_line, replace_line
from voiso_call.cli.prompt import confirm, is_terminal
from voiso_call.cli.runner import handle_request
from voiso_call.config.paths import app_paths
from voiso_call.config.settings import load_settings
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.policy import number_reading, phone_numbers
from voiso_call.protocol.message_parts import Failure, Message
from voiso_call.protocol.messages import (
    CallPlaced,
    CheckNumber,
    ConfirmationNeeded,
    NumberChecked,
    PlaceCall,
    Reply,
)
from voiso_call.provisioning.status import read_status
from voiso_call.strict_model import first_error

R = TypeVar("R", bound=Message)

_URI = re.compile(r"(?:web\+)?(?:tel|callto):(?://)?(?P<number>[^?]*)", re.IGNORECASE)


def add_call_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `voiso-call call`."""
    _add_number_arguments(parser)
    parser.add_argument("--yes", action="store_true", help="confirm the call in advance, if that is needed")
    parser.add_argument(
        "--wait",
        action="store_true",
        help="if Voiso answers 'too many requests', wait and call again, even without a terminal",
    )
    parser.add_argument(
        "--caller-id",
        type=arguments.caller_id,
        metavar="DIGITS",
        help="one of `caller_ids` in the settings, or any if none is set (default: the first)",
    )
    parser.set_defaults(run=_call)


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `voiso-call check`."""
    _add_number_arguments(parser)
    parser.set_defaults(run=_check)


def _add_number_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "number",
        nargs="+",
        metavar="NUMBER",
        help="the number as you would dial it, or with + and country code, or a tel: link; may have spaces",
    )
    parser.add_argument(
        "--region",
        type=arguments.region,
        metavar="COUNTRY",
        help="country of a number without +, like GB (default: the setting)",
    )
    parser.add_argument("--json", action="store_true", help="print the reply that the browser gets")


def _build_request(request_type: type[R], args: argparse.Namespace, **fields: str) -> R | None:
    """Create a request from the arguments; print an error and return None if they are invalid."""
    number = decode_uri(" ".join(args.number))
    args.number_region = _number_region(number, args.region)
    if _holds_several_numbers(number, args.number_region):
        print_error("voiso-call: This looks like more than one number. Call one at a time.")
        return None
    try:
        return request_type.model_validate({"number": number, "region": args.region, **fields})
    except ValidationError as error:
        print_error(f"voiso-call: The number {first_error(error).message}.")
        return None


def decode_uri(text: str) -> str:
    """Return the text of a telephone link, as systems and browsers pass it on; any other text unchanged."""
    match = _URI.match(text.strip())
    return f"tel:{unquote(match['number'])}" if match else text


def _holds_several_numbers(text: str, region: str | None) -> bool:
    """Return whether a text that is no number has more digits, or plus signs, than one number can have."""
    digits = sum(char.isdecimal() for char in text)
    if digits <= number_reading.MAX_DIGITS and text.count("+") < 2:
        return False
    return phone_numbers.parse(text, region).number is None


def _number_region(number: str, region: str | None) -> str | None:
    """Return the region in which a number is read, for messages; None for a number with a country code."""
    if region is not None or number.lstrip(" (").startswith("+"):
        return region
    try:
        return load_settings(app_paths().config_file).default_region
    except CallError:
        return None  # the request itself reports it


def _check(args: argparse.Namespace) -> int:
    check_number = _build_request(CheckNumber, args, type="check_number")
    if check_number is None:
        return EXIT_USAGE
    reply = handle_request(check_number, args.event_log)
    if args.json:
        print_line(reply.model_dump_json())
    elif isinstance(reply, NumberChecked):
        if reply.international:
            there = f", {texts.time_there(reply.local_time)}" if reply.local_time else ""
            print_line(f"{texts.number_text(reply.international, reply.country, reply.number_type)}{there}")
        reasons = texts.reasons_text(reply.reasons, {"country": reply.country}, args.number_region)
        print_line(f"{texts.DECISIONS[reply.decision]} {reasons}".strip())
        _print_post_dial(check_number.number)
    if not isinstance(reply, NumberChecked) or reply.decision == "deny":
        return EXIT_REFUSED
    problem = read_status(app_paths()).problem
    if problem is not None:
        print_error(f"No call can be placed now. {texts.failure_text(problem)} [{problem.code}]")
    return EXIT_OK if problem is None else EXIT_REFUSED


def _call(args: argparse.Namespace) -> int:
    caller_id = {} if args.caller_id is None else {"caller_id": args.caller_id}
    call = _build_request(
        PlaceCall, args, type="place_call", request_id=uuid.uuid4().hex, trigger="cli", **caller_id
    )
    if call is None:
        return EXIT_USAGE
    reply = _place_with_confirmation(call, args)
    if reply is None:
        return EXIT_INTERRUPTED
    if args.json:
        print_line(reply.model_dump_json())
    elif isinstance(reply, CallPlaced):
        print_line(f"Call placed to {reply.international}. Check your Agent Panel. Call ID: {reply.call_id}")
        _print_post_dial(call.number)
    return EXIT_OK if isinstance(reply, CallPlaced) else EXIT_REFUSED


def _print_post_dial(number: str) -> None:
    """Tell the agent what to enter once the call is answered, such as the PIN of a conference."""
    if digits := number_reading.post_dial_digits(number):
        print_line(f"Extension or PIN to enter: {digits}")


def _place_with_confirmation(call: PlaceCall, args: argparse.Namespace) -> Reply | None:
    """Place the call; ask for each reason that needs a confirmation. None if the call was cancelled.

    A reason may be added while the question waits for its answer, for example by a call from the browser to
    the same number. It is then asked for too; each round confirms at least one more reason.
    """
    while True:
        reply = _place_with_retry(call, args)
        if not isinstance(reply, ConfirmationNeeded):
            return reply
        new_reasons = [reason for reason in reply.reasons if reason not in call.confirmed]
        reasons = texts.reasons_text(new_reasons, reply.params)
        try:
            is_confirmed = bool(new_reasons) and (args.yes or confirm(f"{reasons} Call anyway?"))
        except KeyboardInterrupt:
            print_error()  # after the terminal's ^C
            print_error("Not called.")
            return None
        if not is_confirmed:
            if not args.json:
                print_error(_not_confirmed_text(reasons))
            return reply
        call = call.model_copy(update={"confirmed": [*call.confirmed, *new_reasons]})


def _place_with_retry(call: PlaceCall, args: argparse.Namespace) -> Reply | None:
    """Place the call; wait and repeat the request if Voiso asks for that. None if the wait was cancelled.

    The dispatcher bounds the number of attempts: it sets `may_retry`.
    """
    while True:
        try:
            return _send(call, args)
        except CallError as error:
            retry_after_s = error.params.get("retry_after_s")
            can_wait = args.wait or is_terminal(sys.stderr)
            may_retry = can_wait and error.params.get("may_retry") is True
            if not (may_retry and isinstance(retry_after_s, int)):
                raise
        try:
            _countdown(retry_after_s)
        except KeyboardInterrupt:
            print_error()  # after the terminal's ^C
            print_error("Not called.")
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
    if not is_terminal(sys.stderr):
        print_error(f"Voiso is receiving too many requests. Calling again in {seconds} s.")
        time.sleep(seconds)
        return
    for remaining in range(seconds, 0, -1):
        text = f"Too many requests at Voiso: calling again in {remaining} s, Ctrl-C to cancel. "
        replace_line(text)
        time.sleep(1)
    print_error()


def _not_confirmed_text(reasons: str) -> str:
    if is_terminal(sys.stdin):
        return "Not called."
    return f"Not called. {reasons} To confirm without a terminal, add --yes."
