"""Creates folders that are for this user alone, whatever the umask is."""

from pathlib import Path


def make(folder: Path) -> None:
    """Create a folder, and those above it that are missing, with mode 0700, if it does not exist.

    `Path.mkdir` creates those above with the umask alone. Others could then replace the folder. The mode is
    that of the XDG Base Directory Specification. Raises OSError.
    """
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
