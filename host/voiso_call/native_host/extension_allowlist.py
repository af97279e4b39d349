"""The allowlists of other extension IDs than our own, each with the browser for which it was allowed.

- Extensions under development, for one user: only `voiso-call install --dev-id` writes that list, and
  installing for that browser again without the ID removes it.
- Our extension with the ID that the key of an administrator gives it, for all users: `voiso-call install
  --system --extension-id` or a package writes it beside the launcher, and only root may have written it.
"""

import json
import re
import sys
from pathlib import Path

from voiso_call.config.paths import app_paths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.system import atomic_write, secure_read

MAX_FILE_BYTES = 64 * 1024
FILE_MODE = 0o600
SHARED_FILE, SHARED_MODE = "extensions.json", 0o644  # beside the launcher, for all users
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
    return _lists(app_paths().dev_extensions_file, engine, extension_id, secret=True)


def is_allowed_for_all(engine: str, extension_id: str, launcher: str) -> bool:
    """Return whether an administrator has allowed an extension for all users of this launcher."""
    file = Path(launcher).parent / SHARED_FILE
    try:
        if sys.platform != "win32" and file.stat().st_uid != 0:
            return False
    except OSError:
        return False
    return _lists(file, engine, extension_id, secret=False)


def _lists(file: Path, engine: str, extension_id: str, *, secret: bool) -> bool:
    try:
        allowlist = load_allowlist(file, secret=secret)
    except CallError:
        return False
    return any(
        extension_id in ids
        for browser, ids in allowlist.items()
        if (browser in GECKO_BROWSERS) == (engine == "gecko")
    )


def load_allowlist(file: Path, *, secret: bool = True) -> dict[str, list[str]]:
    """Return the allowed IDs by browser. Raises CallError(host_forbidden) for an untrusted file."""
    try:
        content = json.loads(secure_read.read_secure(file, secret=secret, limit=MAX_FILE_BYTES))
        return {str(browser): [str(extension_id) for extension_id in ids] for browser, ids in content.items()}
    except FileNotFoundError:
        return {}
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.HOST_FORBIDDEN, file) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        detail = f"{file} cannot be read; run `voiso-call install` without --dev-id to write it anew"
        raise CallError(ErrorCode.HOST_FORBIDDEN, detail, file=str(file)) from None


def save_allowlist(file: Path, browser: str, ids: list[str], mode: int = FILE_MODE) -> None:
    """Replace the allowed IDs of one browser; an empty list removes the browser. Raises OSError."""
    content = changed_allowlist(file, browser, ids, mode)
    if content is None:
        file.unlink(missing_ok=True)
    else:
        atomic_write.write_atomic(file, content, mode)


def changed_allowlist(file: Path, browser: str, ids: list[str], mode: int = FILE_MODE) -> str | None:
    """Return what `save_allowlist` would write; None if it would delete the file."""
    try:
        allowlist = load_allowlist(file, secret=mode == FILE_MODE)
    except CallError:
        allowlist = {}  # entries of a file that cannot be trusted are dropped
    allowlist.pop(browser, None)
    if ids:
        allowlist[browser] = ids
    return json.dumps(allowlist, indent=2) + "\n" if allowlist else None
