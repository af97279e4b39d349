"""Run a stand-in for Voiso on this machine, written from Voiso's documents.

It answers POST /api/v4/voice/calls; the API key, the agent and the number dialled choose the answer. It
also answers GET /api/v4/users and GET /api/v4/reporting/cdrs. Voiso documents the paths and their scopes,
the bodies of 400, 401, 403, 404 and 429, the format of 406, 409 and 422, which fields are invalid, the
answer with the call ID; of both lists the parameters limit, offset and filters, their defaults, and the
total of the answer; of the call records also cursor and next_cursor, the comparisons gte and lt, the fields
id, type, started_at, ended_at and data, and how calls can end.

Assumed, where the documents are silent:
  - the order of checks: path, key, scope, JSON, fields, agent, number
  - 404 also for another method on a known path
  - 400 for a body that is not a JSON object, or not sent as application/json
  - success is 200 (--success-status 201: 201 for a call)
  - the texts of a 422, except "is missing" and "must be a string"
  - the field "user" of a 422, for an agent who is not signed in, not Available or without an identity
  - the fields of 406 and 409, and of a 422 for the caller ID; otherwise any caller ID is accepted
  - a number is 7 to 15 digits, without a leading zero or "+" (--accept-plus: with or without "+")
  - unknown fields of a body are ignored
  - Retry-After on a 429 (--retry-after none: without it)
  - everything about 5xx
  - the name of the list of users (--list-name), and the fields of a user
  - the filter "name" is a part of the name in any case; all other filters are compared as a whole
  - 422 for a limit or an offset of users that is out of range, and for such a limit of call records; unknown
    parameters are ignored
  - a call ends by itself, after --call-duration if it is answered, else at once; its record is there at once
    and has the ID of the call
  - the name of the list of call records (--records-name), its order (the newest call first), the way in which
    gte and lt are written (started_at[gte]), the format of times, the names of dispositions, what data holds
  - 400 for a time that cannot be read
"""

import argparse
import asyncio
import ipaddress
import os
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from aiohttp import web

from voiso_call.cli.arguments import whole_number
from voiso_call.cli.exit_codes import EXIT_OK, EXIT_REFUSED
from voiso_call.cli.output import print_error, print_line
from voiso_call.sandbox.fixtures import AGENTS, AVAILABLE_AGENTS, KEYS
from voiso_call.sandbox.scenarios import SCENARIOS
from voiso_call.sandbox.server import Options, create_app

SHUTDOWN_S = 0.5  # time to send pending answers at the end; later ones are dropped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `voiso-call sandbox`; its keys, agents and numbers become the text of --help."""
    defaults = Options()
    add = parser.add_argument
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = __doc__, _tables()
    add("--host", type=_loopback, default="127.0.0.1", help="loopback address to use (default: 127.0.0.1)")
    add("--port", type=_port, default=0, help="port to use (default: a free one)")
    add("--log", type=Path, metavar="FILE", help="append each request to FILE as one line of JSON")
    add(
        "--success-status",
        type=int,
        choices=[200, 201],
        default=defaults.success_status,
        help="status of the answer to a placed call (default: %(default)s)",
    )
    add(
        "--list-name",
        choices=["users", "items", "data"],
        default=defaults.list_name,
        help="name of the list of users in its answer (default: %(default)s)",
    )
    add(
        "--records-name",
        choices=["items", "cdrs", "data"],
        default=defaults.records_name,
        help="name of the list of call records in its answer (default: %(default)s)",
    )
    add(
        "--call-duration",
        type=whole_number,
        default=defaults.call_duration_ms,
        metavar="MS",
        help="time until an answered call ends, in milliseconds (default: %(default)s)",
    )
    add("--accept-plus", action="store_true", help="accept a phone_number that begins with +")
    add(
        "--retry-after",
        type=_seconds_or_none,
        default=defaults.retry_after_s,
        metavar="SECONDS|none",
        help="Retry-After of a 429 (default: %(default)s)",
    )
    add(
        "--delay",
        type=whole_number,
        default=0,
        metavar="MS",
        help="wait before every answer, in milliseconds",
    )
    add(
        "--late-delay",
        type=whole_number,
        default=defaults.late_delay_ms,
        metavar="MS",
        help="additional wait before a late answer, in milliseconds (default: %(default)s)",
    )
    add(
        "--until-stdin-closes",
        action="store_true",
        help="stop when standard input is closed, that is when the program that started the sandbox ends",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the URL, then answer requests until a signal or the end of stdin. Return the exit code."""
    options = Options(
        success_status=args.success_status,
        accept_plus=args.accept_plus,
        list_name=args.list_name,
        records_name=args.records_name,
        call_duration_ms=args.call_duration,
        retry_after_s=args.retry_after,
        delay_ms=args.delay,
        late_delay_ms=args.late_delay,
    )
    try:
        with ExitStack() as stack:
            log = args.log and stack.enter_context(args.log.open("a", encoding="utf-8", newline="\n"))
            listener = stack.enter_context(_listen(args.host, args.port))
            app = create_app(options, log)
            app.on_startup.append(lambda _: _announce(listener, args.until_stdin_closes))
            # Ends on SIGINT and SIGTERM, on Windows on Ctrl+C.
            web.run_app(app, sock=listener, print=None, access_log=None, shutdown_timeout=SHUTDOWN_S)
    except OSError as error:
        print_error(f"voiso-call sandbox: {error}")
        return EXIT_REFUSED
    return EXIT_OK


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def _announce(listener: socket.socket, until_stdin_closes: bool) -> None:
    """Print the URL. Called when signals are handled and connections are accepted."""
    host, port = listener.getsockname()[:2]
    print_line(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    sys.stdout.flush()
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(asyncio.get_running_loop(),), daemon=True).start()


def _watch_stdin(loop: asyncio.AbstractEventLoop) -> None:
    with suppress(OSError):  # there is no standard input
        while os.read(0, 4096):  # not sys.stdin: a daemon thread must not hold its lock when Python exits
            pass
    with suppress(RuntimeError):  # the event loop has already ended
        loop.call_soon_threadsafe(_stop)


def _stop() -> None:
    raise web.GracefulExit


def _tables() -> str:
    """Format keys, agents and numbers as text."""
    keys = [(key, ", ".join(sorted(scopes)) or "no scope") for key, scopes in KEYS.items()]
    agents = [
        (str(agent.id), agent.state.value) for agent in AGENTS.values() if agent.id not in AVAILABLE_AGENTS
    ]
    agents.append((f"{AVAILABLE_AGENTS.start}-{AVAILABLE_AGENTS.stop - 1}", "are Available"))
    numbers = [(number, scenario.description) for number, scenario in SCENARIOS.items()]
    numbers.append(("any other", "placed"))
    tables = {"API keys": keys, "Agents": agents, "Numbers": numbers}
    return "\n\n".join(
        "\n".join([f"{title}:", *(f"  {name:<22}{description}" for name, description in rows)])
        for title, rows in tables.items()
    )


def _loopback(text: str) -> str:
    host = "127.0.0.1" if text == "localhost" else text
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise argparse.ArgumentTypeError(f"{text} is not a loopback address; use 127.0.0.1 or ::1")


def _port(text: str) -> int:
    if (port := whole_number(text)) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port number")
    return port


def _seconds_or_none(text: str) -> int | None:
    return None if text == "none" else whole_number(text)
