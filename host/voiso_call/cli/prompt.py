"""Questions to a person at the terminal."""

import sys


def confirm(question: str) -> bool:
    """Ask a yes-or-no question. Return True for yes; False for any other answer, and without a terminal."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
