"""The command line `voiso-call`: runs one command, and maps errors to messages and exit codes."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, NoReturn, TextIO

from voiso_call import __version__
from voiso_call.cli.exit_codes import EXIT_INTERRUPTED, EXIT_OUTCOME_UNKNOWN, EXIT_REFUSED, EXIT_USAGE
from voiso_call.cli.output import print_error, print_line
from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError
from voiso_call.install.install_record import RegistrationError
from voiso_call.protocol.framing import JsonObject, failure_reply
from voiso_call.protocol.sanitize import escape_unprintable
from voiso_call.system import access_advice, process_hardening


class _Command(NamedTuple):
    help: str
    module: str  # imported only for the command that runs: the libraries behind a call take 0.3 s to import
    add_arguments: str = "add_arguments"  # the module's function that adds options to a parser and sets `run`
    is_of_user: bool = True  # it uses the files of one user, and root would leave its own among them


_COMMANDS = {
    "setup": _Command("set the cluster, the agent and the API key", "setup_wizard"),
    "call": _Command("place a call", "call", "add_call_arguments"),
    "check": _Command("show what `call` would do with a number", "call", "add_check_arguments"),
    "history": _Command("show, export or delete the history of calls", "history"),
    "install": _Command(
        "register the host with a browser", "install", "add_install_arguments", is_of_user=False
    ),
    "uninstall": _Command(
        "remove the registration with a browser", "install", "add_uninstall_arguments", is_of_user=False
    ),
    "key": _Command("move, rotate or delete the API key", "key"),
    "status": _Command("show what is set up", "status"),
    "doctor": _Command("examine this installation, and say what to do", "doctor"),
    "tel-handler": _Command("open tel: links of other programs, after a question", "tel_handler"),
    "log": _Command("show what the host did recently", "log", is_of_user=False),
    "sandbox": _Command("run a stand-in for Voiso on this machine", "sandbox", is_of_user=False),
    "demo": _Command("show one call through host and sandbox, and keep nothing", "demo", is_of_user=False),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code (see `exit_codes`). Raises SystemExit for wrong usage."""
    _replace_closed_outputs()
    for stream in (sys.stdout, sys.stderr):  # a Windows code page may lack characters of a phone number
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    process_hardening.harden_process()
    log = EventLog()
    log.install_excepthooks()
    args = argparse.Namespace()
    try:
        args = _parse(sys.argv[1:] if arguments is None else arguments)
        args.event_log = log
        if args.verbose:
            log.mirror = sys.stderr
        if _COMMANDS[args.command].is_of_user:
            _refuse_root_for_a_user()
        exit_code = int(args.run(args))
        sys.stdout.flush()
        return exit_code
    except CallError as error:
        _print_failure(error, args)
        if error.outcome_unknown:
            return EXIT_OUTCOME_UNKNOWN
        return EXIT_USAGE if args.command == "setup" else EXIT_REFUSED
    except RegistrationError as error:
        _print_refusal(error.code, str(error), args)
        return EXIT_USAGE
    except EOFError:
        print_error()
        print_error("voiso-call: The input ended too early; the command was not finished.")
        return EXIT_USAGE
    except BrokenPipeError:  # the reader of the output has ended, like head(1)
        return EXIT_REFUSED
    except OSError as error:
        _print_refusal("file_unusable", access_advice.explain(error), args)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print_error()  # after the terminal's ^C
        return EXIT_INTERRUPTED
    finally:
        for stream in (sys.stdout, sys.stderr):
            _flush_or_discard(stream)


def _flush_or_discard(stream: TextIO) -> None:
    """Write what is pending. If that is impossible discard it, or Python would end with exit code 120."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _replace_closed_outputs() -> None:
    """Discard what is written to a closed stdout or stderr, for which Python sets None.

    Without this, `print` would write the messages for a closed stderr to stdout, into the JSON.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


class _Parser(argparse.ArgumentParser):
    """A parser whose messages, which quote the arguments, are escaped as all output is."""

    def error(self, message: str) -> NoReturn:
        super().error(escape_unprintable(message))


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(
        prog="voiso-call",
        description="Set up Voiso Click-to-Call on this machine, and place calls from the terminal.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--verbose", action="store_true", help="also print log entries to stderr")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    chosen = next((argument for argument in arguments if argument in _COMMANDS), None)
    for name, command in _COMMANDS.items():
        description = f"{command.help[0].upper()}{command.help[1:]}."
        subparser = subparsers.add_parser(name, help=command.help, description=description)
        if name == chosen:
            module = import_module(f"voiso_call.cli.{command.module}")
            add_arguments: Callable[[argparse.ArgumentParser], None] = getattr(module, command.add_arguments)
            add_arguments(subparser)
    return parser.parse_args(arguments)


def _refuse_root_for_a_user() -> None:
    """Raise RegistrationError for root with the home of another user, as after `sudo -E`."""
    if sys.platform == "win32" or os.geteuid() != 0:  # whose home may be unknown, or out of reach
        return
    home = Path(os.environ.get(HOME_ENV_VAR) or Path.home()).absolute()
    folder = next(path for path in (home, *home.parents) if path.exists())
    owner = folder.stat().st_uid
    if advice := access_advice.advice_for_root(owner):
        name = access_advice.owner_name(owner)
        raise RegistrationError(f"{folder} belongs to {name}: {advice}", "root_in_home_of_user")


def _print_refusal(code: str, text: str, args: argparse.Namespace) -> None:
    if not _print_json({"type": "failure", "code": code, "params": {}, "detail": text}, args):
        print_error(f"voiso-call: {text}")


def _print_failure(error: CallError, args: argparse.Namespace) -> None:
    if _print_json(failure_reply(error), args):
        return
    from voiso_call.cli import texts  # imported late, like the commands

    print_error(texts.error_line(error, getattr(args, "number_region", None)))
    if error.outcome_unknown:
        print_error("The call may be ringing: check Agent Panel before you dial again.")


def _print_json(reply: JsonObject, args: argparse.Namespace) -> bool:
    """Print a failure as JSON, and nothing else, if the command was asked for that; return whether it was."""
    if not getattr(args, "json", False):
        return False
    import json

    print_line(json.dumps(reply, ensure_ascii=False, separators=(",", ":")))
    return True
