"""The people's door: setup, status, call, check, history, key, install, uninstall, log, sandbox, demo.

Exit codes: 0 placed or done, 1 refused or failed, 2 wrong usage, 3 the outcome of a call is unknown.
"""

import argparse
import sys
from collections.abc import Sequence

from voiso_call import __version__
from voiso_call.cli import call, demo, history, install, key, sandbox, setup_wizard, status
from voiso_call.cli.runner import EXIT_INTERRUPTED, EXIT_OUTCOME_UNKNOWN, EXIT_REFUSED, EXIT_USAGE
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError
from voiso_call.install import native_manifest
from voiso_call.protocol.messages import Failure
from voiso_call.system import process_hardening


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console page must not stop a number with NBSP
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    process_hardening.harden_process()
    log = EventLog()
    log.install_excepthooks()
    given = _parser().parse_args(arguments, argparse.Namespace(log=log))
    try:
        if given.verbose:
            log.mirror = sys.stderr
        return int(given.run(given))
    except CallError as problem:
        _print_failure(problem, as_json=getattr(given, "json", False))
        if problem.outcome_unknown:
            return EXIT_OUTCOME_UNKNOWN
        return EXIT_USAGE if given.run is setup_wizard.run else EXIT_REFUSED
    except native_manifest.RegistrationError as problem:
        print(f"voiso-call: {problem}", file=sys.stderr)
        return EXIT_USAGE
    except EOFError:
        print("voiso-call: stopped before all was answered; nothing was changed", file=sys.stderr)
        return EXIT_USAGE
    except OSError as problem:
        print(f"voiso-call: {problem.filename or ''}: {problem.strerror or problem}", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="voiso-call", description="Click-to-call for Voiso: set up this machine, and call by hand."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--verbose", action="store_true", help="tell on stderr what goes into the log")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    first = commands.add_parser("setup", help="say which cluster, agent and API key this machine uses")
    setup_wizard.add_arguments(first)
    first.set_defaults(run=setup_wizard.run)

    call.add_call_arguments(commands.add_parser("call", help="place a call"))
    call.add_check_arguments(commands.add_parser("check", help="tell what `call` would do with a number"))
    history.add_arguments(commands.add_parser("history", help="show, export or forget the last calls"))

    for name in ("install", "uninstall"):
        command = commands.add_parser(name, help=f"{name} the host for a browser of this user")
        install.add_arguments(command, installs=name == "install")

    key.add_arguments(commands.add_parser("key", help="move, rotate or forget the API key"))
    status.add_status_arguments(commands.add_parser("status", help="tell what is set up here"))
    status.add_log_arguments(commands.add_parser("log", help="show what the host did lately"))

    stand_in = commands.add_parser("sandbox", help="run a Voiso on this machine")
    sandbox.add_arguments(stand_in)
    stand_in.set_defaults(run=sandbox.run)

    show = commands.add_parser("demo", help="see a call go through host and sandbox; keeps nothing")
    show.set_defaults(run=lambda _: demo.run())
    return parser


def _print_failure(problem: CallError, *, as_json: bool) -> None:
    if as_json:
        print(Failure.from_error(problem).model_dump_json())
        return
    print(f"voiso-call: {problem.code}: {problem.detail}", file=sys.stderr)
    if problem.outcome_unknown:
        print("It may be ringing: look at Agent Panel before you dial again.", file=sys.stderr)
