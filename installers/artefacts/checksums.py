"""SHA-256 sums: of one file, and the list of a release that `sha256sum --check` reads."""

import hashlib
from pathlib import Path

SUMS_FILE = "SHA256SUMS"


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    """Write the list of all files in a folder, sorted by name."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != SUMS_FILE)
    lines = "".join(f"{sha256(file)}  {file.name}\n" for file in files)
    (folder / SUMS_FILE).write_text(lines, "utf-8", newline="\n")


def listed_files(folder: Path) -> list[Path]:
    """Return the files that the list of a folder names, and the list itself; nothing without a list."""
    sums = folder / SUMS_FILE
    if not sums.is_file():
        return []
    names = [line.partition("  ")[2] for line in sums.read_text("utf-8").splitlines()]
    return [*(folder / name for name in names if Path(name).name == name), sums]
