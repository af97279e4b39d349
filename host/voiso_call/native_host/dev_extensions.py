"""Extensions under development that this user let in: a file of IDs that only `install --dev-id` writes.

The browser that an ID was given for is kept with it: installing again without the ID takes it back.
"""

import json
import re
from pathlib import Path

from voiso_call.config.paths import app_paths
from voiso_call.errors import Code, Failed
from voiso_call.system import atomic_write, secure_read

LONGEST = 64 * 1024  # bytes of the file
GECKO_BROWSERS = {"firefox"}
_CHROMIUM_ID = re.compile(r"[a-p]{32}")
_GECKO_ID = re.compile(r"\{[0-9a-fA-F-]{36}\}|[A-Za-z0-9._-]{0,64}@[A-Za-z0-9._-]{1,64}")  # MDN, `gecko.id`


def check(browser: str, extension_id: str) -> str:
    """Accept what can be an extension's ID in that browser. Raises ValueError."""
    if browser in GECKO_BROWSERS:
        if not _GECKO_ID.fullmatch(extension_id):
            raise ValueError(f"{extension_id!r} is no add-on ID, like name@example.org")
    elif not _CHROMIUM_ID.fullmatch(extension_id):
        raise ValueError(f"{extension_id!r} is no extension ID: 32 letters from a to p")
    return extension_id


def lets_in(engine: str, extension_id: str) -> bool:
    """Whether an extension was let in for a browser of that engine; a file of others does not."""
    try:
        let_in = load(app_paths().development_file)
    except Failed:
        return False
    return any(
        extension_id in ids
        for browser, ids in let_in.items()
        if (browser in GECKO_BROWSERS) == (engine == "gecko")
    )


def load(file: Path) -> dict[str, list[str]]:
    """Read the IDs of each browser. Raises Failed(host_forbidden) for a file that cannot be trusted."""
    try:
        content = json.loads(secure_read.read(file, secret=True, limit=LONGEST))
        return {str(browser): [str(each) for each in ids] for browser, ids in content.items()}
    except FileNotFoundError:
        return {}
    except secure_read.Exposed as problem:
        raise Failed(Code.HOST_FORBIDDEN, str(problem), file=str(file)) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        detail = f"{file} cannot be read; run: voiso-call install without --dev-id"
        raise Failed(Code.HOST_FORBIDDEN, detail, file=str(file)) from None


def keep(file: Path, browser: str, ids: list[str]) -> None:
    """Let in exactly these extensions from a browser; without any, the browser is forgotten."""
    try:
        let_in = load(file)
    except Failed:
        let_in = {}  # what could not be trusted is not carried on
    let_in.pop(browser, None)
    if ids:
        let_in[browser] = ids
    if let_in:
        atomic_write.replace(file, json.dumps(let_in, indent=2) + "\n", 0o600)
    else:
        file.unlink(missing_ok=True)
