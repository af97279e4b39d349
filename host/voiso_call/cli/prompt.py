"""Questions to a person at the terminal."""

import sys


def confirm(question: str) -> bool:
    """Ask a yes-or-no question. Return True for yes; False for any other answer, and without a terminal.

    The question goes to stderr, because stdout may be redirected to a file (`--json`).
    """
    if not sys.stdin.isatty():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    try:
        return input().strip().lower() in ("y", "yes")
    except EOFError:  # Ctrl-D
        print(file=sys.stderr)
        return False
