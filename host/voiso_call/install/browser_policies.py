"""What an administrator's policy forbids native messaging hosts, in browsers of Chromium's family on Linux.

The places and the order are those of `policy_paths.cc` and `config_dir_policy_loader.cc` in Chromium, and of
the documents of Edge and Brave. Of browsers that document no place nothing is known.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiso_call.install.browser_places import Browser
from voiso_call.install.registration_table import HOST_NAME

_CHROME, _EDGE, _BRAVE = "etc/opt/chrome", "etc/opt/edge", "etc/brave"
_FOLDERS: Mapping[Browser, str] = {
    "chromium": "etc/chromium",
    "chrome": _CHROME,
    "chrome-beta": _CHROME,
    "chrome-dev": _CHROME,
    "chrome-canary": _CHROME,
    "chrome-for-testing": "etc/opt/chrome_for_testing",
    "edge": _EDGE,
    "edge-beta": _EDGE,
    "edge-dev": _EDGE,
    "brave": _BRAVE,
    "brave-beta": _BRAVE,
    "brave-nightly": _BRAVE,
}
MAX_POLICY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class HostPolicy:
    """What a policy forbids: hosts that are registered for one user, or this host at all. Where it stands."""

    user_level_forbidden_by: Path | None = None
    host_forbidden_by: Path | None = None


def host_policy(browser: Browser, root: Path = Path("/")) -> HostPolicy:
    """Return what the policy of a browser forbids. A file that cannot be read forbids nothing."""
    folder = _FOLDERS.get(browser)
    if folder is None:
        return HostPolicy()
    values: dict[str, tuple[Any, Path]] = {}
    try:
        files = sorted((root / folder / "policies/managed").iterdir())
    except OSError:
        files = []
    for file in files:  # of two files that set a policy the last one counts
        values |= {name: (value, file) for name, value in _read(file).items()}
    user_level, user_file = values.get("NativeMessagingUserLevelHosts", (None, None))
    blocked, block_file = values.get("NativeMessagingBlocklist", (None, None))
    allowed, _ = values.get("NativeMessagingAllowlist", (None, None))
    is_blocked = _lists(blocked, HOST_NAME) or _lists(blocked, "*")
    return HostPolicy(
        user_file if user_level is False else None,
        block_file if is_blocked and not _lists(allowed, HOST_NAME) else None,
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        if not file.is_file():
            return {}
        with file.open("rb") as stream:
            content = json.loads(stream.read(MAX_POLICY_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _lists(entries: object, name: str) -> bool:
    return isinstance(entries, list) and name in entries
