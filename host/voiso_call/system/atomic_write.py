"""Atomic file replacement: a concurrent reader sees the old content or the new one, never a mixture."""

import os
from pathlib import Path

from voiso_call.system import private_folder, shared_file

_RANDOM_NAME_BYTES = 8


def write_atomic(file: Path, content: str | bytes, mode: int) -> None:
    """Write `content` to a temporary file beside `file`, flush it to disk, and rename it over `file`.

    Text is encoded as UTF-8 and its line ends are kept. `mode` (permission bits) applies from the first byte,
    so a secret is never readable by others, not even for a moment. Raises OSError.
    """
    # Our own folders hold private files only. Folders of browsers exist, or are created for this user alone.
    private_folder.make(file.parent)
    # A name of its own for each write: several threads and processes may write the same file at once.
    temporary = file.with_name(f".{file.name}.{os.urandom(_RANDOM_NAME_BYTES).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            os.fsync(descriptor)
        temporary.chmod(mode)  # the umask may have removed bits, such as the launcher's execute permission
        shared_file.retried(lambda: temporary.replace(file))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
