"""Which browser wants the host's manifest where: a table, and plan, install and uninstall over it.

A browser starts what its manifest names, so the manifest names a launcher that starts this very Python in
isolated mode (`-I`: no PYTHON* variables, no user site, no current folder) and lets no customisation of it
write on the wire. A receipt keeps which browsers were told; the launcher goes with the last of them. Rules:
developer.chrome.com "Native messaging", MDN "Native manifests".
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from voiso_call.config.paths import AppPaths
from voiso_call.install.launcher import launcher_script
from voiso_call.native_host import dev_extensions
from voiso_call.native_host.launching_extension import CHROMIUM_IDS, GECKO_IDS
from voiso_call.system import atomic_write

Browser: TypeAlias = Literal["chromium", "chrome", "edge", "brave", "firefox"]

# Where browsers of Chromium's family keep their user data, below ~/.config.
_USER_DATA: dict[Browser, str] = {
    "chromium": "chromium",
    "chrome": "google-chrome",
    "edge": "microsoft-edge",
    "brave": "BraveSoftware/Brave-Browser",
}

HOST_NAME = "com.voiso.click_to_call"
CHROMIUM_EXTENSION_ID, GECKO_EXTENSION_ID = CHROMIUM_IDS[0], GECKO_IDS[0]  # as built from this tree


class RegistrationError(Exception):
    """The browser, on this system or with these options, cannot be registered from here."""


@dataclass(frozen=True)
class ManifestPlan:
    """What will be written for one browser."""

    browser: Browser
    manifest_file: Path
    manifest: dict[str, Any]
    launcher_file: Path
    launcher: str
    receipt_file: Path
    dev_extensions_file: Path
    dev_extension_ids: list[str]


def plan_install(
    browser: Browser,
    paths: AppPaths,
    user_data_dir: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    dev_extension_ids: Sequence[str] = (),
) -> ManifestPlan:
    """Tell what installing would write; writes nothing. Raises RegistrationError.

    Beside our own extension only those in `development_ids` may start the host.
    """
    try:
        let_in = [dev_extensions.validate_extension_id(browser, each) for each in dev_extension_ids]
    except ValueError as problem:
        raise RegistrationError(str(problem)) from None
    allowed: dict[str, list[str]] = (
        {"allowed_extensions": [*GECKO_IDS, *let_in]}
        if browser == "firefox"
        else {"allowed_origins": [f"chrome-extension://{each}/" for each in (*CHROMIUM_IDS, *let_in)]}
    )
    return ManifestPlan(
        browser=browser,
        manifest_file=_manifest_folder(browser, user_data_dir, environment) / f"{HOST_NAME}.json",
        manifest={
            "name": HOST_NAME,
            "description": "Voiso Click-to-Call: places the calls that the extension asks for",
            "path": str(paths.launcher_file),
            "type": "stdio",
            **allowed,
        },
        launcher_file=paths.launcher_file,
        launcher=launcher_script(sys.executable),
        receipt_file=paths.data / "registered.json",
        dev_extensions_file=paths.dev_extensions_file,
        dev_extension_ids=let_in,
    )


def install(planned: ManifestPlan) -> None:
    """Write launcher, manifest and receipt. Installing again mends whatever has moved."""
    atomic_write.write_atomic(planned.launcher_file, planned.launcher, 0o755)
    atomic_write.write_atomic(planned.manifest_file, json.dumps(planned.manifest, indent=2) + "\n", 0o644)
    _write_receipt(
        planned.receipt_file, installed_manifests(planned.receipt_file) | {str(planned.manifest_file)}
    )
    dev_extensions.save_allowlist(planned.dev_extensions_file, planned.browser, planned.dev_extension_ids)


def uninstall(planned: ManifestPlan) -> bool:
    """Remove what install wrote for this browser; tell whether there was anything of ours.

    A manifest that starts something else is left alone. The launcher goes with the last manifest.
    """
    ours = is_installed(planned)
    if ours:
        planned.manifest_file.unlink()
    dev_extensions.save_allowlist(planned.dev_extensions_file, planned.browser, [])
    others = installed_manifests(planned.receipt_file) - {str(planned.manifest_file)}
    others = {file for file in others if Path(file).exists()}
    if others:
        _write_receipt(planned.receipt_file, others)
    else:
        planned.receipt_file.unlink(missing_ok=True)
        planned.launcher_file.unlink(missing_ok=True)
    return ours


def is_installed(planned: ManifestPlan) -> bool:
    """Tell whether a manifest of this host is where the plan would put it."""
    try:
        content = json.loads(planned.manifest_file.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("path") == planned.manifest["path"]


def _manifest_folder(browser: Browser, user_data_dir: Path | None, environment: Mapping[str, str]) -> Path:
    """Look up where a browser reads the manifests of one user."""
    if sys.platform != "linux":
        raise RegistrationError(f"registering a browser on {sys.platform} is not built yet; Linux is")
    home = Path(environment.get("HOME") or Path.home())
    if browser == "firefox":
        if user_data_dir is not None:
            raise RegistrationError("Firefox reads manifests from the home folder, whatever the profile")
        return home / ".mozilla" / "native-messaging-hosts"  # also since profiles moved, Firefox 147
    # Chromium's look-up hangs off the user data folder, so --user-data-dir moves it.
    settings = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    base = user_data_dir or settings / _USER_DATA[browser]
    return base.absolute() / "NativeMessagingHosts"


def installed_manifests(receipt_file: Path) -> set[str]:
    """Tell which manifests installing wrote."""
    try:
        return set(json.loads(receipt_file.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return set()


def _write_receipt(receipt_file: Path, manifests: set[str]) -> None:
    atomic_write.write_atomic(receipt_file, json.dumps(sorted(manifests), indent=2) + "\n", 0o644)
