"""One row of a CSV file that no spreadsheet runs as a formula, whatever separator it splits the row at.

A spreadsheet runs a cell that begins with =, +, - or @ (CSV injection, OWASP), after spaces, quotes and
invisible characters, and full-width forms of these. The text of a cell may come from a page. Which separator
a spreadsheet uses depends on its language, so any character within a text may begin a new cell.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from voiso_call.protocol.sanitize import escape_unprintable

_E164 = re.compile(r"\+[0-9]+")
_FORMULA_CHARS = "=+-@\N{MINUS SIGN}"


def csv_row(cells: Sequence[str | None]) -> str:
    """Return the cells as one line of CSV (RFC 4180), without a line end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_neutralize(cell or "") for cell in cells])
    return line.getvalue()


def _neutralize(text: str) -> str:
    """Put an apostrophe before each character that begins a formula, unless it follows a letter or digit.

    No separator is a letter or digit, so no cell can then begin with such a character, wherever the text is
    split. A number as in E.164 stays as it is: a spreadsheet reads it as a number. Characters that are not
    printable are escaped, as everywhere in the output.
    """
    if _E164.fullmatch(text):
        return text
    return "".join(_neutralized_chars(escape_unprintable(text)))


def _neutralized_chars(text: str) -> Iterator[str]:
    previous = ""
    for char in text:
        begins_formula = unicodedata.normalize("NFKC", char)[:1] in _FORMULA_CHARS
        yield f"'{char}" if begins_formula and not previous.isalnum() else char
        previous = char
