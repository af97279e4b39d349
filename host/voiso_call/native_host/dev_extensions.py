"""The allowlist of extensions under development, which only `voiso-call install --dev-id` writes.

Each ID is stored with the browser for which it was allowed. Installing for that browser again without the ID
removes it.
"""

import json
import re
from pathlib import Path

from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.system import atomic_write, secure_read

MAX_FILE_BYTES = 64 * 1024
FILE_MODE = 0o600
GECKO_BROWSERS = frozenset({"firefox", "librewolf"})
_CHROMIUM_ID = re.compile(r"[a-p]{32}")  # the digits 0 to f of a hash, written as a to p
_GECKO_ID = re.compile(r"\{[0-9a-fA-F-]{36}\}|[A-Za-z0-9._-]{0,64}@[A-Za-z0-9._-]{1,64}")  # MDN, `gecko.id`


def validate_extension_id(browser: str, extension_id: str) -> str:
    """Return an extension ID unchanged if it has the format of that browser. Raises ValueError."""
    if browser in GECKO_BROWSERS:
        if not _GECKO_ID.fullmatch(extension_id):
            raise ValueError(f"{extension_id!r} is not an add-on ID, like name@example.org")
    elif not _CHROMIUM_ID.fullmatch(extension_id):
        raise ValueError(f"{extension_id!r} is not an extension ID: 32 letters from a to p")
    return extension_id


def is_allowed(engine: str, extension_id: str) -> bool:
    """Return whether an extension is on the allowlist of a browser with this engine (chromium or gecko).

    An allowlist that other users could have changed or read is refused as a whole: it allows nobody.
    """
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
    """Return the allowed IDs by browser. Raises CallError(host_forbidden) for an untrusted file."""
    try:
        content = json.loads(secure_read.read_secure(file, secret=True, limit=MAX_FILE_BYTES))
        return {str(browser): [str(extension_id) for extension_id in ids] for browser, ids in content.items()}
    except FileNotFoundError:
        return {}
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.HOST_FORBIDDEN, file) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        detail = f"{file} cannot be read; run `voiso-call install` without --dev-id to write it anew"
        raise CallError(ErrorCode.HOST_FORBIDDEN, detail, file=str(file)) from None


def save_allowlist(file: Path, browser: str, ids: list[str]) -> None:
    """Replace the allowed IDs of one browser; an empty list removes the browser. Raises OSError."""
    content = changed_allowlist(file, browser, ids)
    if content is None:
        file.unlink(missing_ok=True)
    else:
        atomic_write.write_atomic(file, content, FILE_MODE)


def changed_allowlist(file: Path, browser: str, ids: list[str]) -> str | None:
    """Return what `save_allowlist` would write; None if it would delete the file."""
    try:
        allowlist = load_allowlist(file)
    except CallError:
        allowlist = {}  # entries of a file that cannot be trusted are dropped
    allowlist.pop(browser, None)
    if ids:
        allowlist[browser] = ids
    return json.dumps(allowlist, indent=2) + "\n" if allowlist else None
