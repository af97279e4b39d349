"""Examines the log: where it is, whether it can be written, and which unexpected errors it holds."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voiso_call.config.paths import AppPaths
from voiso_call.doctor.finding import Finding, capitalized, ok, warning
from voiso_call.system import access_advice

MAX_READ_BYTES = 256 * 1024  # of the end of the log: some days


def examine(paths: AppPaths) -> Iterator[Finding]:
    """Yield what was found about the log. Calls work without one."""
    file = paths.log_file
    if (obstacle := _obstacle(file)) is not None:
        reason, _, advice = (access_advice.obstacle(file) or str(obstacle)).partition("; ")
        what = f"The log cannot be written, so faults leave no trace: {reason}"
        default = f"Make {file.parent} a folder that your account can write"
        yield warning("log_not_writable", what, capitalized(advice) or default)
        return
    yield ok(
        "log", f"The log is {file}" if file.exists() else f"Nothing was logged yet; the log will be {file}"
    )
    if errors := _unexpected_errors(file):
        what = f"The log holds {len(errors)} unexpected errors, the last at {errors[-1]}"
        yield warning("log_errors", what, "Show them to your administrator: voiso-call log")


def _obstacle(file: Path) -> Path | None:
    """Return what is in the way of writing the log; None if it can be written."""
    if file.exists():
        return None if file.is_file() and os.access(file, os.W_OK) else file
    folder = file.parent
    while not folder.exists():
        folder = folder.parent
    return None if folder.is_dir() and os.access(folder, os.W_OK) else folder


def entries(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries at the end of the log, oldest first; none if it cannot be read."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - MAX_READ_BYTES))
            lines = stream.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry


def _unexpected_errors(file: Path) -> list[str]:
    """Return the times of the unexpected errors at the end of the log."""
    return [str(entry.get("time")) for entry in entries(file) if entry.get("event") == "unhandled_exception"]
