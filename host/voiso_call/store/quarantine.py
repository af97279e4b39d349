"""Names, finds and deletes the files of quarantined journals, which hold called numbers in plain text."""

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from voiso_call.system import shared_file

_TIME_FORMAT = "%Y%m%dT%H%M%S%fZ"
SIDE_FILES = ("-wal", "-shm")  # SQLite's write-ahead log and its index: the log holds rows, too


def quarantine(journal: Path, now: datetime) -> Path:
    """Rename a damaged journal and its side files, and return the new path. Raises OSError."""
    quarantined = journal.with_name(f"{_prefix(journal)}{now.astimezone(UTC):{_TIME_FORMAT}}{journal.suffix}")
    shared_file.retried(lambda: journal.rename(quarantined))
    for suffix in SIDE_FILES:
        side_file = Path(f"{journal}{suffix}")
        if side_file.exists():
            shared_file.retried(partial(side_file.rename, f"{quarantined}{suffix}"))
    return quarantined


def newest_quarantined(journal: Path) -> Path | None:
    """Return the journal that was quarantined last, according to the names; None if there is none."""
    files = journal.parent.glob(f"{_prefix(journal)}*{journal.suffix}")
    times = {time: file for file in files if (time := _quarantined_at(file, journal)) is not None}
    return times[max(times)] if times else None


def delete_quarantined(journal: Path, *, before: datetime | None = None) -> list[Path]:
    """Delete quarantined journals and their side files, and return the deleted files. Raises OSError.

    With `before`, only files that were quarantined earlier, according to their names, are deleted.
    """
    deleted: list[Path] = []
    for file in sorted(journal.parent.glob(f"{_prefix(journal)}*{journal.suffix}*")):
        quarantined_at = _quarantined_at(file, journal)
        if before is None or (quarantined_at is not None and quarantined_at < before):
            file.unlink(missing_ok=True)  # another process may delete the same files
            deleted.append(file)
    return deleted


def _prefix(journal: Path) -> str:
    return f"{journal.stem}.damaged-"


def _quarantined_at(file: Path, journal: Path) -> datetime | None:
    """Return the time in the name of a quarantined file; None if it has another name."""
    text = re.search(r"\.damaged-([0-9TZ]+)\.", file.name.removeprefix(journal.stem))
    try:
        return datetime.strptime(text[1], _TIME_FORMAT).replace(tzinfo=UTC) if text else None
    except ValueError:
        return None
