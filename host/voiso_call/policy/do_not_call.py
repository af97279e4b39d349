"""The do-not-call list: a CSV file with one number a line, looked up in microseconds however long it is.

The file is read once after each change and kept as a sorted table of E.164 digits beside the journal, so
that a fresh host finds it ready: a look is a binary search. What cannot be read blocks all calls, for a
list that is not understood protects nobody.
"""

import csv
import re
from array import array
from bisect import bisect_left
from hashlib import sha256
from pathlib import Path

from voiso_call.errors import CallError, Code
from voiso_call.policy import phone_numbers
from voiso_call.system import atomic_write

MAX_LINE_CHARS = 1_000  # characters; nothing that holds a number is longer
_INTERNATIONAL = re.compile(r"\+[0-9 ().\-/]{7,30}", re.ASCII)
_NO_DIGIT = re.compile(r"[^0-9]")
_FINGERPRINT_BYTES = 32


class DoNotCallList:
    """The numbers of one file, with national ones read in `region`."""

    def __init__(self, source: Path, table: Path, region: str | None):
        """Take the file, and where its table is kept."""
        self._source = source
        self._table = table
        self._region = region
        self._fingerprint = b""
        self._numbers: array[int] = array("Q")

    def contains(self, e164: str) -> bool:
        """Whether a number is on the list. Raises CallError(not_configured) where the list cannot be read."""
        self._refresh()
        wanted = int(e164.removeprefix("+"))
        at = bisect_left(self._numbers, wanted)
        return at < len(self._numbers) and self._numbers[at] == wanted

    def __len__(self) -> int:
        """Count the numbers, each one once."""
        self._refresh()
        return len(self._numbers)

    def _refresh(self) -> None:
        mark = self._current_fingerprint()
        if mark == self._fingerprint:
            return
        kept = self._load_cached(mark)
        if kept is None:
            kept = array("Q", sorted(set(self._read())))
            atomic_write.write_atomic(self._table, mark + kept.tobytes(), 0o600)
        self._numbers, self._fingerprint = kept, mark

    def _current_fingerprint(self) -> bytes:
        """Tell one state of the file from another: its path, its size, its time, and the region."""
        try:
            state = self._source.stat()
        except OSError as problem:
            raise self._unreadable(problem.strerror or type(problem).__name__) from None
        told = (
            f"{self._source.absolute()}\0{state.st_size}\0{state.st_mtime_ns}\0{state.st_ino}\0{self._region}"
        )
        return sha256(told.encode()).digest()

    def _load_cached(self, mark: bytes) -> "array[int] | None":
        try:
            with self._table.open("rb") as stream:
                if stream.read(_FINGERPRINT_BYTES) != mark:
                    return None
                kept = array("Q")
                kept.frombytes(stream.read())
        except (OSError, ValueError):
            return None  # none yet, or not whole: it is made anew
        return kept

    def _read(self) -> list[int]:
        found: list[int] = []
        try:
            with self._source.open(encoding="utf-8-sig", newline="") as stream:
                for line, cells in enumerate(csv.reader(stream), 1):
                    for text in cells[:1]:
                        found += self._number(text.strip(), line)
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise self._unreadable(type(problem).__name__) from None
        return found

    def _number(self, text: str, line: int) -> list[int]:
        if not any(map(str.isdecimal, text)) or text.startswith("#"):
            return []  # the name of the column, a remark
        if _INTERNATIONAL.fullmatch(text):
            return [int(_NO_DIGIT.sub("", text))]  # a million of these in a second or two
        number = phone_numbers.parse(text, self._region).number if len(text) <= MAX_LINE_CHARS else None
        if number is None:
            raise self._unreadable("not a number; write it with + and the country code", line)
        return [int(number.digits)]

    def _unreadable(self, why: str, line: int | None = None) -> CallError:
        place = f"{self._source}, line {line}" if line else str(self._source)
        return CallError(
            Code.NOT_CONFIGURED,
            f"nothing is called while the do-not-call list cannot be read: {place}: {why}",
            file=str(self._source),
            line=line,
            field="policy.do_not_call",
            problem=why,
        )
