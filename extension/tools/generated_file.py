"""Writes generated files, or with `--check` reports which of them are stale and how to renew them."""

import sys
from dataclasses import dataclass
from pathlib import Path

EXTENSION = Path(__file__).resolve().parents[1]
CHECK_OPTION = "--check"


@dataclass(frozen=True)
class GeneratedFile:
    """A file and the text that its generator wants in it; `path` is relative to the extension's folder."""

    path: str
    text: str

    def is_stale(self) -> bool:
        """Tell whether the file on disk is missing or has another text."""
        target = EXTENSION / self.path
        return not target.exists() or target.read_text(encoding="utf-8") != self.text

    def write(self) -> None:
        """Write the file with LF line ends on every system."""
        (EXTENSION / self.path).write_text(self.text, encoding="utf-8", newline="\n")


def write_or_check(source: str, *files: GeneratedFile) -> int:
    """Write the files, or only check them if `--check` is on the command line; return the exit status.

    `source` names what the files are generated from, for the message about stale files.
    """
    if CHECK_OPTION not in sys.argv[1:]:
        for file in files:
            file.write()
        return 0
    stale = [f"extension/{file.path}" for file in files if file.is_stale()]
    if not stale:
        return 0
    sys.stderr.write(
        f"Stale: {', '.join(stale)} (generated from {source}).\n"
        "  1. In extension/, run: npm run generate   2. Commit the changed files.\n"
    )
    return 1
