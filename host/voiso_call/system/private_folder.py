"""Creates folders with exact permissions, whatever the umask is: most are for this user alone."""

from pathlib import Path

PRIVATE_MODE = 0o700  # that of the XDG Base Directory Specification


def make(folder: Path, mode: int = PRIVATE_MODE) -> None:
    """Create a folder, and those above it that are missing, with these permissions, if it does not exist.

    `Path.mkdir` creates those above with the umask alone. Others could then replace the folder. Raises
    OSError.
    """
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for path in reversed(missing):
        if path.is_dir():  # another process has made it meanwhile
            continue
        path.mkdir(mode=PRIVATE_MODE, exist_ok=True)
        if mode != PRIVATE_MODE:
            path.chmod(mode)
