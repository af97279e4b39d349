"""Examines what each browser on this computer reads: whether it starts this program, and if not, why.

Browsers tell only "not found" or "forbidden", whatever the reason is. The places are those of the
registration table, the reasons those of the browsers' own rules.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from voiso_call.config.paths import AppPaths
from voiso_call.doctor.finding import Finding, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.errors import CallError
from voiso_call.install import install_record, registrations
from voiso_call.install.browser_places import Browser, System
from voiso_call.install.inspection import Finding as Manifest
from voiso_call.install.inspection import State, inspect_all
from voiso_call.install.install_plan import manifest_content
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.manifest_rules import Rejection
from voiso_call.install.registration_table import BROWSERS, HOST_NAME, SYSTEMS, Location, locations
from voiso_call.install.windows_registry import system_registry
from voiso_call.native_host import dev_extensions
from voiso_call.system import secure_read

_NAMES = {"librewolf": "LibreWolf", "chrome-for-testing": "Chrome for Testing"}
_REJECTIONS: dict[Rejection, str] = {
    Rejection.TOO_LARGE: "the file is far too large",
    Rejection.BYTE_ORDER_MARK: "the file begins with a byte order mark",
    Rejection.NOT_JSON: "the file is not JSON in UTF-8",
    Rejection.NOT_AN_OBJECT: "the file is not a JSON object",
    Rejection.NAME_INVALID: "name is missing or wrong",
    Rejection.NAME_OF_ANOTHER_HOST: "name is that of another program",
    Rejection.DESCRIPTION_MISSING: "description is missing or empty",
    Rejection.TYPE_NOT_STDIO: "type is not stdio",
    Rejection.PATH_MISSING: "path is missing or empty",
    Rejection.PATH_NOT_ABSOLUTE: "path is not absolute",
    Rejection.PATH_NOT_UNICODE: "path has characters that are not UTF-8",
    Rejection.EXTENSIONS_MISSING: "no extension is allowed",
    Rejection.EXTENSION_INVALID: "an allowed extension is not written as one",
    Rejection.EXTENSION_WILDCARD: "an allowed extension has a wildcard",
}


def examine(
    paths: AppPaths, only: Browser | None = None, environment: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """Yield what was found about each browser on this computer, or about the one named."""
    if sys.platform not in SYSTEMS:
        yield not_checked("browsers", f"Where browsers look on {sys.platform} is not known")
        return
    try:
        recorded = install_record.load(paths.install_record_file)
    except RegistrationError as error:
        yield fault_with_advice("install_record_replaceable", str(error))
        return
    system: System = sys.platform
    home = Path(environment.get("HOME") or Path.home())
    table = locations(system, home, environment)
    manifests = _manifests(paths, table, system, environment)
    findings: list[Finding] = []
    for browser in BROWSERS if only is None else (only,):
        places = [location for location in table if location.browser == browser]
        findings += _sandboxed(browser, places, is_asked_for=only is not None)
        if only is None and not _is_installed(places):
            continue
        findings += _of_browser(browser, manifests[browser], is_asked_for=only is not None)
        if browser == "firefox" and system == "linux" and (home / "snap/firefox").exists():
            findings.append(_firefox_from_snap())
    if only is None:
        findings += _elsewhere(paths, {Path(entry.file) for entry in recorded.entries}, table)
        if not any(
            finding.code in ("registered", "other_copy") or finding.level == "fault" for finding in findings
        ):
            what = "No browser can start Click-to-Call"
            yield fault(
                "no_browser", what, "Run: voiso-call install --browser NAME, like chromium or firefox"
            )
    yield from findings


def _manifests(
    paths: AppPaths, table: Sequence[Location], system: System, environment: Mapping[str, str]
) -> dict[Browser, list[Manifest]]:
    readable = [location for location in table if location.obstacle is None]
    expected = {location: _expected(location, paths) for location in readable}
    found = inspect_all(readable, expected, system, system_registry())
    return {
        browser: [manifest for manifest in found if manifest.location.browser == browser]
        for browser in BROWSERS
    }


def _expected(location: Location, paths: AppPaths) -> dict[str, Any]:
    """Return the manifest that `install` would write, with the development extensions that are allowed."""
    try:
        dev_ids = dev_extensions.load_allowlist(paths.dev_extensions_file).get(location.browser, [])
    except CallError:
        dev_ids = []  # the group of the program tells why
    return manifest_content(location.shape, paths.launcher_file, dev_ids)


def _is_installed(places: Sequence[Location]) -> bool:
    usable = [place for place in places if place.obstacle is None]
    return any(_exists(sign) for place in usable for sign in place.signs) or any(
        shutil.which(program) for place in usable for program in place.programs
    )


def _exists(sign: object) -> bool:
    try:
        return Path(str(sign)).exists()
    except OSError:  # a folder that may not be entered
        return False


def _sandboxed(browser: Browser, places: Sequence[Location], *, is_asked_for: bool) -> Iterator[Finding]:
    """Yield a browser from a Snap or Flatpak, which sees neither this program nor its manifest."""
    for place in places:
        if place.obstacle is None or not any(_exists(sign) for sign in place.signs):
            continue
        kind = "snap" if "/snap/" in str(place.manifest_file) else "flatpak"
        what, _, _ = place.obstacle.partition("; ")
        other = browser if kind == "flatpak" else "chrome"
        advice = "Use a browser from its maker's own package (.deb, .rpm), then: voiso-call install --browser"
        is_only = is_asked_for and not _is_installed(places)
        yield (fault if is_only else warning)(f"browser_{kind}", what, f"{advice} {other}")


def _firefox_from_snap() -> Finding:
    what = "Firefox from a Snap asks once whether it may start this program"
    action = f"If that was refused: flatpak permission-set webextensions {HOST_NAME} snap.firefox yes"
    return not_checked("firefox_snap", what, action)


def _of_browser(browser: Browser, manifests: Sequence[Manifest], *, is_asked_for: bool) -> Iterator[Finding]:
    present = [manifest for manifest in manifests if manifest.state is not State.ABSENT]
    for manifest in present:
        if manifest.shadowed_by is None:
            yield _of_manifest(browser, manifest)
        else:
            what = f"{_name(browser)} never reads {_place(manifest)}: it finds another one first"
            action = f"Keep one; to remove the first: rm {shlex.quote(manifest.shadowed_by.place)}"
            yield warning("manifest_shadowed", what, action)
    if not present:
        what = f"Click-to-Call is not registered with {_name(browser)}"
        yield (fault if is_asked_for else not_checked)("not_registered", what, _install(browser))


def _of_manifest(browser: Browser, manifest: Manifest) -> Finding:
    name, place = _name(browser), _place(manifest)
    if manifest.state is State.UNREADABLE:
        what = f"{name} cannot read its registration: {manifest.detail}: {place}"
        return fault("manifest_unreadable", what, f"Run: chmod 644 {shlex.quote(place)}")
    if manifest.rejections:
        reasons = " and ".join(_REJECTIONS[reason] for reason in manifest.rejections)
        return fault(
            "manifest_invalid", f"{name} rejects its registration: {reasons}: {place}", _install(browser)
        )
    if manifest.state is State.BROKEN:
        what = f"{name} would start a program that is not there: {manifest.program}, named in {place}"
        if manifest.program is None:
            what = f"{name} cannot read its registration: {manifest.detail}: {place}"
        return fault("manifest_program_gone", what, _install(browser))
    if manifest.state is State.FOREIGN:
        if manifest.is_other_copy:
            what = f"{name} starts another installation of Click-to-Call: {manifest.program}"
            return warning("other_copy", what, f"To use this one: {_install(browser, '--force')[5:]}")
        what = (
            f"{name} starts another program in place of Click-to-Call: {manifest.program}, named in {place}"
        )
        return fault("manifest_other_program", what, _install(browser, "--force"))
    if manifest.manifest_file is not None:
        try:
            secure_read.check_program(manifest.manifest_file)
        except secure_read.InsecureFileError as error:
            return fault_with_advice("manifest_replaceable", str(error))
    if manifest.state is State.OUTDATED:
        what = f"The registration with {name} is not that of this version: {place}"
        return fault("manifest_outdated", what, _install(browser))
    unsure = f" (not certain: {manifest.location.unsure})" if manifest.location.unsure else ""
    return ok("registered", f"{name} starts this program: {place}{unsure}")


def _elsewhere(paths: AppPaths, recorded: set[Path], table: Sequence[Location]) -> Iterator[Finding]:
    """Yield the registrations for browsers that are started with --user-data-dir."""
    known = {str(location.manifest_file) for location in table}
    for entry in registrations.registrations(paths):
        if str(entry.manifest_file) in known:
            continue
        if entry.problem is None:
            yield ok(
                "registered",
                f"A browser with another user data folder starts this program: {entry.manifest_file}",
            )
        else:
            yield fault_with_advice(
                "manifest_elsewhere",
                f"{entry.manifest_file}: {entry.problem}",
                "Install again with --user-data-dir",
            )


def _place(manifest: Manifest) -> str:
    return str(manifest.manifest_file or manifest.location.place)


def _name(browser: Browser) -> str:
    return _NAMES.get(browser, browser.replace("-", " ").title())


def _install(browser: Browser, *options: str) -> str:
    return " ".join(["Run: voiso-call install --browser", browser, *options])
