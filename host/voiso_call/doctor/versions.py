"""Compares the versions on both sides: do this program and the extensions that spoke to it last fit?"""

from collections.abc import Iterator
from typing import Any

from voiso_call import __version__
from voiso_call.config.paths import AppPaths
from voiso_call.doctor import log
from voiso_call.doctor.finding import Finding, fault, not_checked, ok
from voiso_call.install.update_advice import UPDATE_EXTENSION, update_program
from voiso_call.protocol.handshake import PROTOCOL_MAX, PROTOCOL_MIN

_ENGINES = {"chromium": "Chromium, Chrome or a relative", "gecko": "Firefox or a relative"}


def examine(paths: AppPaths) -> Iterator[Finding]:
    """Yield the last extension of each kind of browser, as far as the log goes back."""
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in log.entries(paths.log_file):
        if entry.get("event") == "extension_said_hello":
            last[str(entry.get("engine")), str(entry.get("extension_id"))] = entry
    if not last:
        yield not_checked("extension_version", "No extension has spoken to this program yet")
    for (engine, _), entry in sorted(last.items()):
        yield _of_extension(_ENGINES.get(engine, "an unknown browser"), entry)


def _of_extension(browser: str, entry: dict[str, Any]) -> Finding:
    extension = f"The extension {entry.get('extension_version')} in {browser}"
    lowest, highest = entry.get("protocol_min"), entry.get("protocol_max")
    if not (isinstance(lowest, int) and isinstance(highest, int)):
        return not_checked("extension_version", f"{extension} did not say which protocol it speaks")
    if highest < PROTOCOL_MIN:
        what = f"{extension} is too old for this program, which is version {__version__}"
        return fault("extension_too_old", what, UPDATE_EXTENSION)
    if lowest > PROTOCOL_MAX:
        what = f"{extension} is too new for this program, which is version {__version__}"
        return fault("program_too_old", what, update_program())
    fit = f"and this program, version {__version__}, understand each other"
    return ok("extension_version", f"{extension} {fit}; it was last started at {entry.get('time')}")
