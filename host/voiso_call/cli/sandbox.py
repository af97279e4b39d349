"""A Voiso that lives on this machine, written from Voiso's documents.

It answers POST /api/v4/voice/calls; the key, the agent and the number dialled choose the answer. Documented
are the path and its scope, the bodies of 400, 401, 403, 404 and 429, the shape of 406, 409 and 422, which
fields are invalid, and the answer with the call ID.

Assumed, where the documents are silent:
  - the order of checks: path, key, scope, JSON, fields, agent, number
  - 404 also for another method on a known path
  - 400 for a body that is not a JSON object, or not sent as application/json
  - success is 200 (--created: 201 for a call)
  - the words of a 422, except "is missing" and "must be a string"
  - the field "user" of a 422, for an agent who is not signed in, not Available or without an identity
  - the fields of 406 and 409, and of a 422 for the caller ID; otherwise any caller ID is accepted
  - a number is 7 to 15 digits, without a leading zero or "+" (--accept-plus: with or without "+")
  - unknown fields of a body are ignored
  - Retry-After on a 429 (--retry-after none: without)
  - everything about a 5xx
  - there are no call records, and nothing hangs up
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

from voiso_call.sandbox.fixtures import AGENTS, AVAILABLE_AGENTS, KEYS
from voiso_call.sandbox.scenarios import SCENARIOS
from voiso_call.sandbox.server import Options, create_app

SHUTDOWN_S = 0.5  # for answers on their way; late ones are given up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the switches, and everything the sandbox knows as the text of --help."""
    defaults = Options()
    add = parser.add_argument
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = __doc__, _tables()
    add("--host", type=_loopback, default="127.0.0.1", help="an address of this machine (default: 127.0.0.1)")
    add("--port", type=_port, default=0, help="default: a free one")
    add("--log", type=Path, metavar="FILE", help="append each request as one line of JSON")
    add("--created", action="store_true", help="answer a placed call with 201 instead of 200")
    add("--accept-plus", action="store_true", help="accept a phone_number with a leading +")
    add(
        "--retry-after",
        type=_seconds_or_none,
        default=defaults.retry_after_s,
        metavar="SECONDS|none",
        help="what a 429 says (default: %(default)s)",
    )
    add("--delay", type=_whole, default=0, metavar="MS", help="wait before every answer")
    add(
        "--slow",
        type=_whole,
        default=defaults.slow_ms,
        metavar="MS",
        help="wait before a late answer (default: %(default)s)",
    )
    add(
        "--until-stdin-closes", action="store_true", help="end with the program that holds the standard input"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the URL, then answer until the sandbox is told to end; return the exit code."""
    options = Options(
        created=arguments.created,
        accept_plus=arguments.accept_plus,
        retry_after_s=arguments.retry_after,
        delay_ms=arguments.delay,
        slow_ms=arguments.slow,
    )
    try:
        with ExitStack() as stack:
            log = arguments.log and stack.enter_context(
                arguments.log.open("a", encoding="utf-8", newline="\n")
            )
            listening = stack.enter_context(_listen(arguments.host, arguments.port))
            app = create_app(options, log)
            app.on_startup.append(lambda _: _announce(listening, arguments.until_stdin_closes))
            # It ends on SIGINT and SIGTERM, and on Windows on Ctrl+C.
            web.run_app(app, sock=listening, print=None, access_log=None, shutdown_timeout=SHUTDOWN_S)
    except OSError as problem:
        sys.stderr.write(f"voiso-call sandbox: {problem}\n")
        return 1
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


async def _announce(listening: socket.socket, until_stdin_closes: bool) -> None:
    """Say where the sandbox listens, once signals are handled and connections are accepted."""
    host, port = listening.getsockname()[:2]
    sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{port}\n")
    sys.stdout.flush()
    if until_stdin_closes:
        threading.Thread(target=_watch_stdin, args=(asyncio.get_running_loop(),), daemon=True).start()


def _watch_stdin(loop: asyncio.AbstractEventLoop) -> None:
    with suppress(OSError):  # no standard input at all
        while os.read(0, 4096):  # not sys.stdin, whose lock a daemon thread must not hold at the end
            pass
    with suppress(RuntimeError):  # the loop has ended before
        loop.call_soon_threadsafe(_end)


def _end() -> None:
    raise web.GracefulExit


def _tables() -> str:
    """The keys, agents and numbers, as text."""
    keys = [(key, ", ".join(sorted(scopes)) or "no scope") for key, scopes in KEYS.items()]
    agents = [
        (str(agent.id), agent.state.value) for agent in AGENTS.values() if agent.id not in AVAILABLE_AGENTS
    ]
    agents.append((f"{AVAILABLE_AGENTS.start}-{AVAILABLE_AGENTS.stop - 1}", "are Available"))
    numbers = [(number, behaviour.description) for number, behaviour in SCENARIOS.items()]
    numbers.append(("any other", "placed"))
    titled = {"API keys": keys, "Agents": agents, "Numbers": numbers}
    return "\n\n".join(
        "\n".join([f"{title}:", *(f"  {name:<22}{meaning}" for name, meaning in rows)])
        for title, rows in titled.items()
    )


def _loopback(text: str) -> str:
    host = "127.0.0.1" if text == "localhost" else text
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise argparse.ArgumentTypeError(f"{text} is not an address of this machine alone; use 127.0.0.1 or ::1")


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number")
    return int(text)


def _port(text: str) -> int:
    if (port := _whole(text)) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return port


def _seconds_or_none(text: str) -> int | None:
    return None if text == "none" else _whole(text)
