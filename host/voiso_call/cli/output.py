"""What every command prints: text from outside can neither control the terminal nor mislead its reader.

Names of files, texts of Voiso, lines of the log, settings: whatever a line is made of, it is printed through
this module, which escapes all characters that are not printable.
"""

import sys

from voiso_call.protocol.sanitize import escape_unprintable


def print_line(text: str) -> None:
    """Print one line to standard output. A JSON document remains the same document."""
    print(escape_unprintable(text))


def print_error(text: str = "") -> None:
    """Print one line to standard error."""
    print(escape_unprintable(text), file=sys.stderr)


def print_question(text: str) -> None:
    """Print a question to standard error, where the answer is typed beside it."""
    print(escape_unprintable(text), end=" ", file=sys.stderr, flush=True)


def replace_line(text: str) -> None:
    """Print to the beginning of the terminal's current line, and stay in it."""
    print(f"\r{escape_unprintable(text)}", end="", file=sys.stderr, flush=True)
