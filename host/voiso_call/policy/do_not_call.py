"""The do-not-call list: a CSV file with a number in each row.

After each change the file is parsed once (see `do_not_call_reading`) and cached as a sorted array of E.164
digits, in a file beside the journal, which every new host process loads. A lookup is a binary search and
takes microseconds, even in a list of a million numbers. A list that cannot be read, or not yet, blocks all
calls, because a list that is not understood protects nobody.
"""

import csv
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from io import TextIOWrapper
from itertools import count
from pathlib import Path
from typing import TextIO

import phonenumbers

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings, location_of
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy.do_not_call_reading import Reading
from voiso_call.policy.do_not_call_rows import UnreadableRowError, read_rows
from voiso_call.system import atomic_write, change_time, secure_read, shared_file

_SHA256_BYTES = 32
_FIELD = "policy.do_not_call"
_MAX_LINE_CHARS = 1_000_000
READING_VERSION = 5  # raise it if rows are read in another way: then no cache of an older host is used


class DoNotCallList:
    """The numbers of one CSV file. Numbers without a country code are parsed in `region`. Thread-safe."""

    def __init__(
        self,
        csv_file: Path,
        cache_file: Path,
        region: str | None,
        config_file: Path | None = None,
        max_wait_s: float | None = None,
    ):
        """Take the paths of the CSV file, of its cache and of the settings; nothing is read yet.

        `max_wait_s` limits how long one waits while the list is read; None: until it is.
        """
        self._csv_file = csv_file
        self._cache_file = cache_file
        self._region = region
        self._config_file = config_file
        self._max_wait_s = max_wait_s
        self._loaded: tuple[bytes, array[int]] = b"", array("Q")  # a state of the list, and its numbers

    @classmethod
    def from_settings(
        cls, paths: AppPaths, settings: Settings, max_wait_s: float | None = None
    ) -> "DoNotCallList":
        """Create the list that the settings name; a relative path is one in the settings' folder.

        Raises CallError(not_configured) for a path in the home folder of a user who does not exist.
        """
        csv_file = Path(settings.policy.do_not_call)
        try:
            csv_file = paths.config / csv_file.expanduser()
        except RuntimeError:
            reason = "there is no home folder of this user"
            raise _unreadable(csv_file, paths.config_file, reason) from None
        region = settings.default_region
        return cls(csv_file, paths.do_not_call_cache, region, paths.config_file, max_wait_s)

    def load(self) -> None:
        """Read the list if it has changed.

        Raises CallError(not_configured) for a list that cannot be read, or is still being read.
        """
        self._current_numbers()

    def contains(self, e164: str) -> bool:
        """Return whether a number is on the list. Raises CallError(not_configured) like `load`."""
        numbers = self._current_numbers()
        number = int(e164.removeprefix("+"))
        index = bisect_left(numbers, number)
        return index < len(numbers) and numbers[index] == number

    def _current_numbers(self) -> "array[int]":
        while True:
            fingerprint = self._current_fingerprint()
            loaded_fingerprint, numbers = self._loaded  # another thread may replace both meanwhile
            if fingerprint == loaded_fingerprint:
                return numbers
            reading = Reading.join(fingerprint, partial(self._read, fingerprint))
            if not reading.wait(self._max_wait_s):
                raise self._being_read()
            if reading.fingerprint != fingerprint:
                continue  # it was of another state of the list
            if reading.error is not None:
                raise self._to_call_error(reading.error)
            self._loaded = fingerprint, reading.numbers
            return reading.numbers

    def _current_fingerprint(self) -> bytes:
        """Hash what changes if the numbers may have changed, who can write them, or how they are read.

        Tools that copy a file keep its time of change (mtime), but none sets that of its status.
        """
        try:
            state = self._csv_file.stat()
            changed = change_time.change_time_ns(self._csv_file, state)
        except OSError as error:
            raise self._unreadable(error.strerror or type(error).__name__) from None
        except ValueError:  # of a NUL character
            raise self._unreadable("no file can have this name") from None
        parts = [
            *(self._csv_file.absolute(), state.st_size, state.st_mtime_ns, changed, state.st_ino),
            *(state.st_mode, state.st_uid, self._region, READING_VERSION, phonenumbers.__version__),
        ]
        return sha256("\0".join(map(str, parts)).encode("utf-8", "surrogateescape")).digest()

    def _read(self, fingerprint: bytes) -> "tuple[array[int], bool]":
        """Return the numbers of the cache, else of the file; and whether they are in the cache now."""
        numbers = self._load_cached(fingerprint)
        if numbers is not None:
            return numbers, True
        numbers = self._parse_file()
        return numbers, self._write_cache(fingerprint, numbers)

    def _load_cached(self, fingerprint: bytes) -> "array[int] | None":
        """Return the cached numbers; None if there is no cache, a damaged one, or one of another state."""
        try:
            with shared_file.retried(lambda: self._cache_file.open("rb")) as stream:
                if stream.read(_SHA256_BYTES) != fingerprint:
                    return None
                checksum, content = stream.read(_SHA256_BYTES), stream.read()
        except OSError:
            return None
        if sha256(content).digest() != checksum:  # cut off, for example: numbers at its end would be allowed
            return None
        numbers = array("Q")
        numbers.frombytes(content)
        return numbers

    def _write_cache(self, fingerprint: bytes, numbers: "array[int]") -> bool:
        """Write the fingerprint, the SHA-256 of the numbers, and the numbers (8 bytes each), if possible.

        Without a cache each new host parses the list again, which is slower and as safe.
        """
        content = numbers.tobytes()
        try:
            atomic_write.write_atomic(
                self._cache_file, fingerprint + sha256(content).digest() + content, 0o600
            )
        except OSError:
            return False
        return True

    def _parse_file(self) -> "array[int]":
        """Return the numbers of the file, sorted, each once.

        Raises UnreadableRowError for what the file holds; InsecureFileError or OSError.
        """
        try:
            # Not bounded: the file is streamed, and a list may hold millions of numbers.
            with secure_read.open_secure(self._csv_file, secret=False) as stream:
                text_stream = TextIOWrapper(stream, encoding="utf-8-sig", newline="")
                return array("Q", sorted(set(read_rows(_lines(text_stream), self._region))))
        except csv.Error as error:
            raise UnreadableRowError(None, f"not a CSV file: {error}") from None
        except UnicodeDecodeError as error:
            raise UnreadableRowError(None, type(error).__name__) from None

    def _to_call_error(self, error: BaseException) -> BaseException:
        match error:
            case UnreadableRowError():
                return self._unreadable(str(error), error.line)
            case secure_read.InsecureFileError():
                return self._unreadable(str(error))
            case OSError():
                return self._unreadable(type(error).__name__)
            case _:
                return error

    def _being_read(self) -> CallError:
        problem = f"{_FIELD}: {self._csv_file} is still being read; try again in a minute"
        return CallError(
            ErrorCode.NOT_CONFIGURED,
            f"all calls are blocked until the do-not-call list has been read: {problem}",
            file=str(self._csv_file),
            line=None,
            field=_FIELD,
            cause="being_read",
            problem=problem,
        )

    def _unreadable(self, reason: str, line: int | None = None) -> CallError:
        return _unreadable(self._csv_file, self._config_file, reason, line)


def _lines(stream: TextIO) -> Iterator[str]:
    """Yield the lines. Raises UnreadableRowError for one that is too long: it could fill the memory."""
    for number in count(1):
        line = stream.readline(_MAX_LINE_CHARS)
        if len(line) == _MAX_LINE_CHARS:
            raise UnreadableRowError(number, f"a line of {_MAX_LINE_CHARS} characters or more")
        if not line:
            return
        yield line


def _unreadable(csv_file: Path, config_file: Path | None, reason: str, line: int | None = None) -> CallError:
    location = f"{csv_file}, line {line}" if line else str(csv_file)
    problem = reason if reason.startswith(str(csv_file)) else f"{location}: {reason}"
    if config_file is not None:
        problem += f" (the list is set in {location_of(_FIELD, config_file)}: {_FIELD})"
    return CallError(
        ErrorCode.NOT_CONFIGURED,
        f"all calls are blocked while the do-not-call list cannot be read: {problem}",
        file=str(csv_file),
        line=line,
        field=_FIELD,
        problem=f"{_FIELD}: {problem}",
    )
