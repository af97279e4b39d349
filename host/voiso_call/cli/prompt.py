"""Questions to a person at the terminal."""

import sys
from typing import TextIO

from voiso_call.cli.output import print_error, print_question


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal; not if it is closed, for which Python sets None."""
    return stream is not None and stream.isatty()


def ask(question: str) -> str:
    """Return the answer without spaces around it. Raises EOFError after Ctrl-D.

    The question goes to stderr, because stdout may be redirected to a file (`--json`).
    """
    print_question(question)
    return input().strip()


def confirm(question: str) -> bool:
    """Ask a yes-or-no question. Return True for yes; False for any other answer, and without a terminal."""
    if not is_terminal(sys.stdin):
        return False
    try:
        return ask(f"{question} [y/N]").lower() in ("y", "yes")
    except EOFError:  # Ctrl-D
        print_error()
        return False
