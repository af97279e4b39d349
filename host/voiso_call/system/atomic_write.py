"""A file is replaced in one step: whoever reads meanwhile sees the old one or the new one, never half."""

import os
from pathlib import Path


def write_atomic(file: Path, content: str | bytes, mode: int) -> None:
    """Write `content`, text as UTF-8 with the line ends it has; the mode holds from the first byte on."""
    # Folders that only hold private files are private too; those of browsers already exist or are theirs.
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # left by a process that died here and had the same number
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(descriptor)
        fresh.chmod(mode)  # the umask may have taken bits that a launcher needs
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
