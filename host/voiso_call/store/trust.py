"""Refuses a journal that other users could have written: it decides whether a call is allowed.

Whoever writes the journal could hide calls, so that a click dials twice and no limit is reached, or invent
calls, so that none is possible. A call is refused until the permissions are corrected, because a journal that
is ignored or replaced would hide calls as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voiso_call.errors import CallError, ErrorCode
from voiso_call.store.quarantine import SIDE_FILES
from voiso_call.system import secure_read

JOURNAL = "journal"  # value of the parameter `store` of the error
NO_CALL_UNTIL_CORRECTED = "no call is placed until that is corrected: "  # begins the detail of an error


def check_journal(journal: Path) -> None:
    """Check the folder, the journal and the files beside it, as far as they exist.

    Raises CallError(not_configured), whose parameter `problem` holds the command that corrects it; OSError if
    something cannot be examined.
    """
    with _as_call_error():
        for file in (journal, *(Path(f"{journal}{suffix}") for suffix in SIDE_FILES)):
            secure_read.check_own_file(file)


def check_process_locks(folder: Path) -> None:
    """Check the folder of process locks: a lock file of another user would keep a dead process alive.

    Raises CallError(not_configured); FileNotFoundError if there is no folder.
    """
    with _as_call_error():
        secure_read.check_folder(folder)


@contextmanager
def _as_call_error() -> Iterator[None]:
    try:
        yield
    except secure_read.InsecureFileError as error:
        detail = f"{NO_CALL_UNTIL_CORRECTED}{error}"
        raise CallError(ErrorCode.NOT_CONFIGURED, detail, store=JOURNAL, problem=str(error)) from None
