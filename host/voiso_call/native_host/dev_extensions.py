"""Extensions under development that this user let in: a file of IDs that only `install --dev-id` writes.

The browser that an ID was given for is kept with it: installing again without the ID takes it back.
"""

import json
import re
from pathlib import Path

from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError, Code
from voiso_call.system import atomic_write, secure_read

MAX_FILE_BYTES = 64 * 1024  # bytes of the file
GECKO_BROWSERS = {"firefox"}
_CHROMIUM_ID = re.compile(r"[a-p]{32}")
_GECKO_ID = re.compile(r"\{[0-9a-fA-F-]{36}\}|[A-Za-z0-9._-]{0,64}@[A-Za-z0-9._-]{1,64}")  # MDN, `gecko.id`


def validate_extension_id(browser: str, extension_id: str) -> str:
    """Accept what can be an extension's ID in that browser. Raises ValueError."""
    if browser in GECKO_BROWSERS:
        if not _GECKO_ID.fullmatch(extension_id):
            raise ValueError(f"{extension_id!r} is no add-on ID, like name@example.org")
    elif not _CHROMIUM_ID.fullmatch(extension_id):
        raise ValueError(f"{extension_id!r} is no extension ID: 32 letters from a to p")
    return extension_id


def is_allowed(engine: str, extension_id: str) -> bool:
    """Whether an extension was let in for a browser of that engine; a file of others does not."""
    try:
        allowlist = load_allowlist(app_paths().dev_extensions_file)
    except CallError:
        return False
    return any(
        extension_id in ids
        for browser, ids in allowlist.items()
        if (browser in GECKO_BROWSERS) == (engine == "gecko")
    )


def load_allowlist(file: Path) -> dict[str, list[str]]:
    """Read the IDs of each browser. Raises CallError(host_forbidden) for a file that cannot be trusted."""
    try:
        content = json.loads(secure_read.read_secure(file, secret=True, limit=MAX_FILE_BYTES))
        return {str(browser): [str(each) for each in ids] for browser, ids in content.items()}
    except FileNotFoundError:
        return {}
    except secure_read.InsecureFileError as problem:
        raise CallError(Code.HOST_FORBIDDEN, str(problem), file=str(file)) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        detail = f"{file} cannot be read; run: voiso-call install without --dev-id"
        raise CallError(Code.HOST_FORBIDDEN, detail, file=str(file)) from None


def save_allowlist(file: Path, browser: str, ids: list[str]) -> None:
    """Let in exactly these extensions from a browser; without any, the browser is forgotten."""
    try:
        allowlist = load_allowlist(file)
    except CallError:
        allowlist = {}  # what could not be trusted is not carried on
    allowlist.pop(browser, None)
    if ids:
        allowlist[browser] = ids
    if allowlist:
        atomic_write.write_atomic(file, json.dumps(allowlist, indent=2) + "\n", 0o600)
    else:
        file.unlink(missing_ok=True)
