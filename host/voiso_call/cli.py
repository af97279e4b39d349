"""The people's door: setup, status, call, check, history, key, install, uninstall, log, sandbox, demo.

Exit codes: 0 placed or done, 1 refused or failed, 2 wrong usage, 3 the outcome of a call is unknown.
"""

import argparse
import asyncio
import sys
import time
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import ValidationError

from voiso_call import __version__, demo, hardening, installing, keys, registration, sandbox, setup, standing
from voiso_call.config import places
from voiso_call.errors import UNKNOWN, Code, Failed
from voiso_call.log import Log
from voiso_call.protocol import (
    Call,
    CallPlaced,
    CheckNumber,
    ConfirmationNeeded,
    Failure,
    GetHistory,
    History,
    Letter,
    NumberChecked,
    PlaceCall,
    Reply,
    Request,
)
from voiso_call.switchboard import Switchboard

L = TypeVar("L", bound=Letter)

DONE, REFUSED, USAGE, OUTCOME_UNKNOWN = 0, 1, 2, 3
INTERRUPTED = 130  # as shells say it

_log = Log()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console page must not stop a number with NBSP
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    hardening.seal()
    _log.catch_all()
    given = _parser().parse_args(arguments)
    try:
        if given.verbose:
            _log.echo = sys.stderr
        return int(given.run(given))
    except Failed as problem:
        _print_failure(problem, as_json=getattr(given, "json", False))
        if problem.outcome_unknown:
            return OUTCOME_UNKNOWN
        return USAGE if given.run is setup.run else REFUSED
    except registration.CannotRegister as problem:
        print(f"voiso-call: {problem}", file=sys.stderr)
        return USAGE
    except EOFError:
        print("voiso-call: stopped before all was answered; nothing was changed", file=sys.stderr)
        return USAGE
    except OSError as problem:
        print(f"voiso-call: {problem.filename or ''}: {problem.strerror or problem}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="voiso-call", description="Click-to-call for Voiso: set up this machine, and call by hand."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--verbose", action="store_true", help="tell on stderr what goes into the log")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    first = commands.add_parser("setup", help="say which cluster, agent and API key this machine uses")
    setup.add_arguments(first)
    first.set_defaults(run=setup.run)

    call = commands.add_parser("call", help="place a call")
    call.add_argument("number", help="as you would dial it, or with + and country code")
    call.add_argument("--region", help="country to dial from, like GB; default: the configured one")
    call.add_argument("--yes", action="store_true", help="call also where a confirmation is needed")
    call.add_argument("--json", action="store_true", help="print the reply as the browser gets it")
    call.set_defaults(run=_call)

    check = commands.add_parser("check", help="tell what `call` would do with a number")
    check.add_argument("number", help="as you would dial it, or with + and country code")
    check.add_argument("--region", help="country to dial from, like GB; default: the configured one")
    check.add_argument("--json", action="store_true", help="print the reply as the browser gets it")
    check.set_defaults(run=_check)

    history = commands.add_parser("history", help="show the last calls")
    history.add_argument("--limit", type=int, default=20, metavar="N", help="how many, 1 to 100")
    history.add_argument("--json", action="store_true", help="print the reply as the browser gets it")
    history.set_defaults(run=_history)

    for name in ("install", "uninstall"):
        command = commands.add_parser(name, help=f"{name} the host for a browser of this user")
        installing.add_arguments(command, installs=name == "install")

    keys.add_arguments(commands.add_parser("key", help="move, rotate or forget the API key"))
    standing.add_status_arguments(commands.add_parser("status", help="tell what is set up here"))
    standing.add_log_arguments(commands.add_parser("log", help="show what the host did lately"))

    stand_in = commands.add_parser("sandbox", help="run a Voiso on this machine")
    sandbox.add_arguments(stand_in)
    stand_in.set_defaults(run=sandbox.run)

    show = commands.add_parser("demo", help="see a call go through host and sandbox; keeps nothing")
    show.set_defaults(run=lambda _: demo.run())
    return parser


def _letter(letter: type[L], given: argparse.Namespace, **more: str) -> L | None:
    """Make a request of what was given; None, and a word to the person, where it is none."""
    region = given.region.upper() if given.region else None
    try:
        return letter.model_validate({"number": given.number, "region": region, **more})
    except ValidationError as problem:
        error = problem.errors(include_url=False, include_input=False)[0]
        print(f"voiso-call: {error['loc'][-1]}: {error['msg']}", file=sys.stderr)
        return None


def _check(given: argparse.Namespace) -> int:
    question = _letter(CheckNumber, given, type="check_number")
    if question is None:
        return USAGE
    reply = _ask(question)
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, NumberChecked):
        about = [reply.international, reply.country, reply.kind, reply.local_time]
        print("  ".join(fact for fact in about if fact is not None))
        print(" ".join([reply.verdict, *reply.reasons]))
    return DONE if isinstance(reply, NumberChecked) and reply.verdict != "deny" else REFUSED


def _call(given: argparse.Namespace) -> int:
    call = _letter(PlaceCall, given, type="place_call", request_id=uuid.uuid4().hex, via="cli")
    if call is None:
        return USAGE
    try:
        reply = _ask(call)
        if isinstance(reply, ConfirmationNeeded) and (given.yes or _agrees(reply)):
            reply = _ask(call.model_copy(update={"confirmed": reply.reasons}))
    except KeyboardInterrupt:
        raise Failed(Code.CALL_OUTCOME_UNKNOWN, "interrupted", outcome=UNKNOWN) from None
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, CallPlaced):
        print(f"Calling {reply.international}. Call ID: {reply.call_id}")
    elif isinstance(reply, ConfirmationNeeded):
        print(f"Not called: confirm with --yes ({', '.join(reply.reasons)})", file=sys.stderr)
    return DONE if isinstance(reply, CallPlaced) else REFUSED


def _agrees(reply: ConfirmationNeeded) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(f"To confirm: {', '.join(reply.reasons)}. Call it? [y/N] ").strip().lower() in (
        "y",
        "yes",
    )


def _history(given: argparse.Namespace) -> int:
    if not 1 <= given.limit <= 100:
        print("voiso-call: --limit takes 1 to 100", file=sys.stderr)
        return USAGE
    reply = _ask(GetHistory(type="get_history", limit=given.limit))
    if given.json:
        print(reply.model_dump_json())
    elif isinstance(reply, History):
        for call in reply.calls:
            print(_line(call))
        if not reply.calls:
            print("No calls yet.")
    return DONE


def _line(call: Call) -> str:
    when = datetime.fromisoformat(call.opened_at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    result = call.call_id or (call.failure.code if call.failure else "")
    return f"{when}  {call.number[:17]:<17} {call.state:<8} {result}"


def _ask(request: Request) -> Reply:
    """Ask a switchboard of our own, as a browser would ask the host's; raise Failed for a failure."""

    async def answer() -> Reply:
        began = time.monotonic()
        switchboard = Switchboard(places())
        try:
            reply = await switchboard.answer(request)
        except Failed as problem:
            _log.answered(request, problem, began)
            raise
        else:
            _log.answered(request, reply, began)
            return reply
        finally:
            await switchboard.close()

    _log.open(places().log_file)
    _log.catch_libraries()
    try:
        return asyncio.run(answer())
    finally:
        _log.close()


def _print_failure(problem: Failed, *, as_json: bool) -> None:
    if as_json:
        print(Failure.of(problem).model_dump_json())
        return
    print(f"voiso-call: {problem.code}: {problem.detail}", file=sys.stderr)
    if problem.outcome_unknown:
        print("It may be ringing: look at Agent Panel before you dial again.", file=sys.stderr)
