"""Examines what each browser on this computer reads: whether it starts this program, and if not, why.

Browsers tell only "not found" or "forbidden", whatever the reason is. The places are those of the
registration table, the reasons those of the browsers' own rules.
"""

import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from voiso_call.config.paths import AppPaths
from voiso_call.doctor.finding import Finding, capitalized, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.install import install_record, registrations, system_level
from voiso_call.install.browser_places import Browser
from voiso_call.install.browser_policies import HostPolicy, host_policy
from voiso_call.install.inspection import InspectedManifest, State
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.manifest_rules import Rejection
from voiso_call.install.native_manifest import home_folder
from voiso_call.install.registration_table import BROWSERS, HOST_NAME, Level, Location
from voiso_call.install.windows_registry import system_registry
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
    try:
        home = home_folder(environment)
        manifests = registrations.inspected_manifests(paths, environment, system_registry())
    except RegistrationError as error:  # of this system or this home folder
        what, _, action = str(error).partition("; ")
        yield not_checked("browsers", f"What browsers read is not examined: {what}", capitalized(action))
        return
    findings: list[Finding] = []
    recorded = _recorded(paths)
    for browser in BROWSERS if only is None else (only,):
        own = [manifest for manifest in manifests if manifest.location.browser == browser]
        places = [manifest.location for manifest in own]
        findings += _sandboxed(browser, places, is_asked_for=only is not None)
        if only is None and not _is_installed(places):
            continue
        policy = host_policy(browser)
        if policy.user_level_forbidden_by is not None:
            own = _without_user_level(own)
        if forbidden := list(_forbidden(browser, policy, own)):
            findings += forbidden
        else:
            is_recorded = any(_is_of(entry, browser, places) for entry in recorded)
            findings += _of_browser(browser, own, is_asked_for=only is not None, is_recorded=is_recorded)
        if browser == "firefox" and (home / "snap/firefox").exists():
            findings.append(_firefox_from_snap())
    if only is None:
        findings += _elsewhere(paths, {str(manifest.location.manifest_file) for manifest in manifests})
        if not any(
            finding.code in ("registered", "other_copy") or finding.level == "fault" for finding in findings
        ):
            what = "No browser can start Click-to-Call"
            yield fault("no_browser", what, "Run: voiso-call install")
    yield from findings


def _recorded(paths: AppPaths) -> Sequence[install_record.Entry]:
    try:
        return install_record.load(paths.install_record_file).entries
    except RegistrationError:  # `_elsewhere` tells it
        return ()


def _is_installed(places: Sequence[Location]) -> bool:
    return any(place.obstacle is None and registrations.is_present(place) for place in places)


def _sandboxed(browser: Browser, places: Sequence[Location], *, is_asked_for: bool) -> Iterator[Finding]:
    """Yield a browser from a Snap or Flatpak, which sees neither this program nor its manifest."""
    for place in places:
        if place.obstacle is None or not registrations.is_present(place):
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


def _without_user_level(manifests: Sequence[InspectedManifest]) -> list[InspectedManifest]:
    """Return what a browser reads that may not read what is registered for one user."""
    shared = [manifest for manifest in manifests if manifest.location.level == "system"]
    return [
        replace(manifest, shadowed_by=None)
        if manifest.shadowed_by is not None and manifest.shadowed_by.level == "user"
        else manifest
        for manifest in shared
    ]


def _forbidden(
    browser: Browser, policy: HostPolicy, manifests: Sequence[InspectedManifest]
) -> Iterator[Finding]:
    """Yield what an administrator's policy forbids."""
    name = _name(browser)
    if policy.host_forbidden_by is not None:
        cause = f"because of NativeMessagingBlocklist in {policy.host_forbidden_by}"
        what = f"{name} may not start Click-to-Call, {cause}"
        action = f"Add {HOST_NAME} to NativeMessagingAllowlist in the policies of that folder"
        yield fault("policy_blocks_host", what, action)
    elif policy.user_level_forbidden_by is not None and all(
        manifest.state is State.ABSENT for manifest in manifests
    ):
        what = (
            f"{name} starts only programs that are registered for all users, because of "
            f"NativeMessagingUserLevelHosts in {policy.user_level_forbidden_by}"
        )
        yield fault("policy_needs_system_level", what, _install(browser, level="system"))


def _is_of(entry: install_record.Entry, browser: Browser, places: Sequence[Location]) -> bool:
    is_here = entry.file in [str(place.manifest_file) for place in places]
    return is_here and (not entry.browsers or browser in entry.browsers)


def _of_browser(
    browser: Browser, manifests: Sequence[InspectedManifest], *, is_asked_for: bool, is_recorded: bool
) -> Iterator[Finding]:
    present = [
        entry for entry in manifests if entry.state is not State.ABSENT and not entry.location.obstacle
    ]
    for manifest in present:
        if manifest.shadowed_by is None:
            yield _of_manifest(browser, manifest)
        elif not _is_same_at_both(manifest, present):
            what = f"{_name(browser)} never reads {_place(manifest)}: it finds another one first"
            action = f"Keep one; to remove {_removal(browser, manifest, manifest.shadowed_by)}"
            yield warning("manifest_shadowed", what, action)
    if not present and is_recorded:
        what = f"The registration with {_name(browser)} was deleted: {_place(manifests[0])}"
        yield fault("manifest_missing", what, _install(browser))
    elif not present:
        what = f"Click-to-Call is not registered with {_name(browser)}"
        yield (fault if is_asked_for else not_checked)("not_registered", what, _install(browser))


def _is_same_at_both(manifest: InspectedManifest, present: Sequence[InspectedManifest]) -> bool:
    """Return whether the manifest that is read starts the same: `install` writes to each place of a level."""
    first = next(entry for entry in present if entry.location == manifest.shadowed_by)
    same_level = first.location.level == manifest.location.level
    return same_level and first.state is State.OURS is manifest.state


def _of_manifest(browser: Browser, manifest: InspectedManifest) -> Finding:
    name, place = _name(browser), _place(manifest)
    cure = _install(browser, level=manifest.location.level)
    if manifest.state is State.UNREADABLE:
        reason, _, advice = (manifest.detail or "").partition("; ")
        what = f"{name} cannot read its registration: {reason}: {place}"
        return fault(
            "manifest_unreadable", what, capitalized(advice) or f"Run: chmod 644 {shlex.quote(place)}"
        )
    if manifest.rejections:
        reasons = " and ".join(_REJECTIONS[reason] for reason in manifest.rejections)
        return fault("manifest_invalid", f"{name} rejects its registration: {reasons}: {place}", cure)
    if manifest.state is State.BROKEN:
        what = f"{name} would start a program that is not there: {manifest.program}, named in {place}"
        if manifest.program is None:
            what = f"{name} cannot read its registration: {manifest.detail}: {place}"
        return fault("manifest_program_gone", what, cure)
    if manifest.state is State.FOREIGN:
        if manifest.is_other_copy:
            what = f"{name} starts another installation of Click-to-Call: {manifest.program}"
            command = _install(browser, "--force").removeprefix("Run: ")
            return warning("other_copy", what, f"To use this one: {command}")
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
        return fault("manifest_outdated", what, cure)
    unsure = f" (not certain: {manifest.location.unsure})" if manifest.location.unsure else ""
    shared = ", for all users" if manifest.location.level == "system" else ""
    return ok("registered", f"{name} starts this program{shared}: {place}{unsure}")


def _elsewhere(paths: AppPaths, known: set[str]) -> Iterator[Finding]:
    """Yield the registrations for browsers that are started with --user-data-dir."""
    try:
        recorded = registrations.registrations(paths)
    except RegistrationError as error:
        yield fault_with_advice("install_record_replaceable", str(error))
        return
    for entry in recorded:
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


def _removal(browser: Browser, manifest: InspectedManifest, first: Location) -> str:
    """Return which of two manifests to remove, and how: for all users, not the one that a package has."""
    if first.registry_key is not None:
        return f'the first: reg delete "{first.registry_key}" /f'
    if first.level == manifest.location.level == "system":
        if system_level.packaged_launcher() is None:
            return (
                f"what this program has: sudo {system_level.command()} uninstall --system --browser {browser}"
            )
        if manifest.state is State.FOREIGN:
            return f"this one: sudo rm {shlex.quote(manifest.location.address)}"
    return f"the first: rm {shlex.quote(first.address)}"


def _place(manifest: InspectedManifest) -> str:
    return str(manifest.manifest_file or manifest.location.address)


def _name(browser: Browser) -> str:
    return _NAMES.get(browser, browser.replace("-", " ").title())


def _install(browser: Browser, *options: str, level: Level = "user") -> str:
    if level == "user":
        return " ".join(["Run: voiso-call install --browser", browser, *options])
    if system_level.packaged_launcher() is not None:
        advice = "Ask an administrator to install the package again"
        command = "sudo apt install --reinstall ./voiso-click-to-call_*.deb"
        return f"{advice}: {command}" if sys.platform == "linux" else advice
    return f"Run: sudo {system_level.command()} install --system --browser {browser}"
