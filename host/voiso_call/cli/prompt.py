"""Questions that a person answers at the terminal."""

import sys


def confirm(question: str) -> bool:
    """Ask a yes-or-no question; anything but yes, and no terminal to ask at, is a no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
