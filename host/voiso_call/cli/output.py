"""What every command prints: text from outside can neither control the terminal nor mislead its reader.

Names of files, texts of Voiso, lines of the log, settings: whatever a line is made of, it is printed through
this module, which escapes all characters that are not printable.
"""

import os
import sys
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voiso_call.protocol.sanitize import escape_unprintable

Style: TypeAlias = Literal["bold", "faint", "red", "green", "yellow"]
_STYLES: dict[Style, int] = {"bold": 1, "faint": 2, "red": 31, "green": 32, "yellow": 33}  # ECMA-48, SGR


@dataclass(frozen=True)
class Styled:
    """A text that a terminal shows in a style; its meaning never depends on that."""

    text: str
    style: Style


def print_line(text: str) -> None:
    """Print one line to standard output. A JSON document remains the same document."""
    print(escape_unprintable(text))


def print_styled(*parts: str | Styled) -> None:
    """Print one line of parts to standard output, with their styles if that is a terminal."""
    has_styles = _has_styles()
    print("".join(_styled(part, has_styles) for part in parts))


def _styled(part: str | Styled, has_styles: bool) -> str:
    if isinstance(part, str):
        return escape_unprintable(part)
    text = escape_unprintable(part.text)
    return f"\x1b[{_STYLES[part.style]}m{text}\x1b[0m" if has_styles else text


def _has_styles() -> bool:
    """Return whether styles are wanted and understood; NO_COLOR is described on no-color.org."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or sys.platform == "win32":
        return False
    return sys.stdout.isatty()


def print_error(text: str = "") -> None:
    """Print one line to standard error."""
    print(escape_unprintable(text), file=sys.stderr)


def print_question(text: str) -> None:
    """Print a question to standard error, where the answer is typed beside it."""
    print(escape_unprintable(text), end=" ", file=sys.stderr, flush=True)


def replace_line(text: str) -> None:
    """Print to the beginning of the terminal's current line, and stay in it."""
    print(f"\r{escape_unprintable(text)}", end="", file=sys.stderr, flush=True)
