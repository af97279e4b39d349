"""Faults in what browsers read: each is found, with its level and the command that cures it."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support.findings import expect
from voiso_call.config.paths import AppPaths
from voiso_call.doctor import browsers
from voiso_call.doctor.browsers import examine
from voiso_call.doctor.finding import Level
from voiso_call.install import native_manifest, registrations, system_level
from voiso_call.install.browser_places import Browser
from voiso_call.install.browser_policies import HostPolicy
from voiso_call.install.inspection import State

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")

INSTALL = "voiso-call install --browser chromium"
FORCE = f"{INSTALL} --force"


def test_a_registered_browser_is_ok(manifest_file: Path, paths: AppPaths) -> None:
    [finding] = examine(paths)
    assert (finding.code, finding.level) == ("registered", "ok")
    assert str(manifest_file) in finding.what


def changed(**values: Any) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        file.write_text(json.dumps(json.loads(file.read_text()) | values))

    return change


def as_directory(file: Path) -> None:
    file.unlink()
    file.mkdir()


def starting(name: str) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        program = file.with_name(name)
        program.touch(0o755)
        changed(path=str(program))(file)

    return change


FAULTS: dict[str, tuple[Callable[[Path], object], str, Level, str]] = {
    "byte order mark": (
        lambda file: file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes()),
        *("manifest_invalid", "fault", INSTALL),
    ),
    "cut off": (lambda file: file.write_text("{"), "manifest_invalid", "fault", INSTALL),
    "wildcard": (
        changed(allowed_origins=["chrome-extension://*/"]),
        *("manifest_invalid", "fault", INSTALL),
    ),
    "empty description": (changed(description=""), "manifest_invalid", "fault", INSTALL),
    "another extension": (
        changed(allowed_origins=[f"chrome-extension://{'a' * 32}/"]),
        *("manifest_outdated", "fault", INSTALL),
    ),
    "program gone": (changed(path="/nowhere/voiso-call-host"), "manifest_program_gone", "fault", INSTALL),
    "another program": (starting("other-host"), "manifest_other_program", "fault", FORCE),
    "another installation": (starting("voiso-call-host"), "other_copy", "warning", FORCE),
    "a folder": (as_directory, "manifest_unreadable", "fault", "Move it away"),
    "writable by all": (lambda file: file.chmod(0o666), "manifest_replaceable", "fault", "chmod go-w"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_faulty_manifest(manifest_file: Path, paths: AppPaths, kind: str) -> None:
    plant, code, level, cure = FAULTS[kind]
    plant(manifest_file)
    expect(examine(paths, "chromium"), code, level, cure)
    expect(examine(paths), code, level, cure)


def test_registration_that_was_deleted(manifest_file: Path, paths: AppPaths) -> None:
    manifest_file.unlink()
    assert str(manifest_file) in expect(examine(paths), "manifest_missing", "fault", INSTALL).what
    expect(examine(paths, "chromium"), "manifest_missing", "fault", INSTALL)


def test_registration_of_a_package_is_for_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_level, "packaged_launcher", lambda: Path("/opt/voiso-click-to-call/host"))
    advice = browsers._install("chromium", level="system")
    assert advice.startswith(
        "Ask an administrator to install the package again: sudo apt install --reinstall"
    )


def test_what_was_never_registered(paths: AppPaths, home: Path) -> None:
    expect(examine(paths), "no_browser", "fault", "voiso-call install")
    expect(examine(paths, "firefox"), "not_registered", "fault", "voiso-call install --browser firefox")
    (home / ".config/chromium").mkdir(parents=True)
    expect(examine(paths), "not_registered", "not_checked", INSTALL)


def test_manifest_that_is_never_read_because_another_one_comes_first(
    manifest_file: Path, paths: AppPaths, home: Path
) -> None:
    for folder in ("google-chrome", "opera"):
        copy = home / ".config" / folder / "NativeMessagingHosts" / manifest_file.name
        copy.parent.mkdir(parents=True)
        shutil.copy(manifest_file, copy)
    first = home / ".config/google-chrome/NativeMessagingHosts" / manifest_file.name
    assert {finding.code for finding in examine(paths)} == {"registered"}, "the same at both places"
    changed(description="of another version")(first)
    expect(examine(paths), "manifest_shadowed", "warning", f"rm {first}")


@pytest.mark.parametrize(
    ("folder", "code", "cure"),
    [
        ("snap/chromium/common/chromium", "browser_snap", "voiso-call install --browser chrome"),
        (".var/app/com.google.Chrome", "browser_flatpak", "voiso-call install --browser chrome"),
    ],
)
def test_browser_that_cannot_start_a_host(
    paths: AppPaths, home: Path, folder: str, code: str, cure: str
) -> None:
    (home / folder / "config/google-chrome").mkdir(parents=True)
    expect(examine(paths), code, "warning", cure)
    browser: Browser = "chromium" if "chromium" in folder else "chrome"
    expect(examine(paths, browser), code, "fault", cure)


def test_firefox_from_a_snap_asks_before_it_starts_the_host(paths: AppPaths, home: Path) -> None:
    (home / "snap/firefox").mkdir(parents=True)
    cure = "flatpak permission-set webextensions com.voiso.click_to_call snap.firefox yes"
    expect(examine(paths), "firefox_snap", "not_checked", cure)


def test_manifest_of_another_user_data_folder(paths: AppPaths, tmp_path: Path) -> None:
    planned = native_manifest.plan_install("chromium", paths, tmp_path / "profile")
    native_manifest.install(planned)
    assert [finding.code for finding in examine(paths)] == ["registered"]
    planned.manifest_file.unlink()
    expect(examine(paths), "manifest_elsewhere", "fault", "nstall again")


def test_install_record_that_others_could_write(manifest_file: Path, paths: AppPaths) -> None:
    paths.install_record_file.chmod(0o666)
    expect(examine(paths), "install_record_replaceable", "fault", f"chmod go-w {paths.install_record_file}")
    expect(examine(paths), "registered", "ok")  # what the browsers read is examined all the same


def test_unknown_home_folder_is_told(paths: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", home)
    expect(examine(paths, environment={}), "browsers", "not_checked", "HOME")


def test_policy_that_forbids_programs_of_one_user(
    manifest_file: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("/etc/chromium/policies/managed/a.json")
    monkeypatch.setattr(browsers, "host_policy", lambda _: HostPolicy(user_level_forbidden_by=file))
    expect(examine(paths), "policy_needs_system_level", "fault", "install --system --browser chromium")
    everywhere = registrations.inspected_manifests(paths)
    place = next(it.location for it in everywhere if it.location.address.startswith("/etc/chromium/"))
    monkeypatch.setattr(
        registrations,
        "inspected_manifests",
        lambda *_: [
            replace(it, state=State.OURS, manifest_file=manifest_file, shadowed_by=everywhere[0].location)
            if it.location == place
            else it
            for it in everywhere
        ],
    )
    assert [finding.code for finding in examine(paths)] == ["registered"]


def test_policy_that_blocks_the_program(
    manifest_file: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path("/etc/chromium/policies/managed/a.json")
    monkeypatch.setattr(browsers, "host_policy", lambda _: HostPolicy(host_forbidden_by=file))
    expect(examine(paths), "policy_blocks_host", "fault", "NativeMessagingAllowlist")
