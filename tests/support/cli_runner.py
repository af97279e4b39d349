"""`voiso-call` run inside the test's process: the same command without the start of a process."""

import contextlib
import io
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from unittest import mock

from support.sandbox import API_KEY, setup_arguments
from voiso_call.cli import main
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.system import process_hardening


@dataclass(frozen=True)
class CliResult:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, typed: str | None = "") -> CliResult:
    """Run a command as without a terminal; `typed` is its standard input, None if that is closed."""
    stdin = None if typed is None else io.StringIO(typed)
    stdout, stderr = _text_stream(), _text_stream()
    with (
        mock.patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
        _no_effect_on_this_process(),
    ):
        try:
            returncode = main.main(arguments)
        except SystemExit as error:  # argparse: wrong usage, --help, --version
            returncode = int(error.code or 0)
    return CliResult(returncode, _content(stdout), _content(stderr))


def run_setup(url: str, *options: str) -> CliResult:
    """Run `voiso-call setup` for a sandbox, with GB as the region."""
    return run(*setup_arguments(url, region="GB"), *options, typed=f"{API_KEY}\n")


@contextlib.contextmanager
def _no_effect_on_this_process() -> Iterator[None]:
    """Leave out what a command does to its own process: core limits, exception hooks, log handlers."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    with (
        mock.patch.object(process_hardening, "harden_process"),
        mock.patch.object(EventLog, "install_excepthooks"),
    ):
        try:
            yield
        finally:
            root.handlers[:] = handlers
            logging.captureWarnings(False)


def _text_stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)


def _content(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def words(text: str) -> str:
    """Return a text with one blank between its words, in place of the columns that a person reads."""
    return " ".join(text.split())
