"""Whether a long history makes anything slower: the same work in a short journal and a long one, in turns."""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from history import PAGE_SIZE, fill_journal
from table import Aim, Section

from voiso_call.config.paths import AppPaths
from voiso_call.policy.phone_numbers import parse
from voiso_call.protocol.messages import PlaceCall
from voiso_call.store.journal import Journal, Reservation
from voiso_call.voiso.client import MAX_ATTEMPT_S

MINUTES_BETWEEN_CALLS = 2.0  # the last day, which the limits look at, is as full in both
NOISE = 1.15
NUMBER = parse("+442079460000", "GB").number


def measure(short: int, long: int, rounds: int) -> list[Section]:
    """Measure what the popup reads, what the limits look at, and what a call writes."""
    with ExitStack() as opened:
        journals = {f"{count:,} calls": _journal(count, opened) for count in (short, long)}
        uses: dict[str, Callable[[Journal, int], object]] = {
            "Newest page of the history": lambda journal, _: journal.history(PAGE_SIZE, None, _now()),
            "Calls that the limits count": lambda journal, _: journal.recent_calls(NUMBER, _now()),
            "Writing a call and its result": _write,
        }
        return [_compare(title, use, journals, rounds) for title, use in uses.items()]


def _compare(
    title: str, use: Callable[[Journal, int], object], journals: dict[str, Journal], rounds: int
) -> Section:
    short, long = journals
    section = Section(title, "ms", aims=(Aim(long, short, NOISE),))
    for turn in range(rounds + 1):
        for name, journal in journals.items():
            start = time.perf_counter()
            use(journal, turn)
            milliseconds = (time.perf_counter() - start) * 1000
            if turn:  # the first one reads the file
                section.add(name, milliseconds)
    return section


def _journal(count: int, opened: ExitStack) -> Journal:
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
    paths = AppPaths(config=folder, state=folder, data=folder, logs=folder)
    fill_journal(paths, count, MINUTES_BETWEEN_CALLS)
    journal = Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S)
    opened.callback(journal.close)
    return journal


def _write(journal: Journal, turn: int) -> None:
    call = PlaceCall(
        type="place_call", request_id=f"call-of-bench-{turn}", number="+442079460000", trigger="click"
    )
    reservation = journal.reserve(call, NUMBER, _now(), lambda _: None)
    assert isinstance(reservation, Reservation)
    journal.mark_placed(reservation, "test-call", _now())


def _now() -> datetime:
    return datetime.now(UTC)
