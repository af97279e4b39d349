"""What is in a folder, to compare it with what is there later."""

import os
from pathlib import Path


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return each file and folder below a folder: its mode, and its content or the target of a link."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.lstat()
        content = b""
        if path.is_symlink():
            content = os.fsencode(path.readlink())
        elif path.is_file():
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (state.st_mode, content)
    return found
