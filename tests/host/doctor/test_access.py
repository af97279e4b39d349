"""Folders that cannot be entered: each is named with its cure, and no check ends the others."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli_runner import run
from support.ordinary_user import USER_ID, acting_as_user, home_of_a_user
from voiso_call.config import admin_settings, settings
from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.install import program_files

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux, with its modes")

CHROMIUM = ".config/chromium"
FIREFOX = ".mozilla/native-messaging-hosts"
FOLDERS = (
    ".config",
    CHROMIUM,
    f"{CHROMIUM}/NativeMessagingHosts",
    ".mozilla",
    FIREFOX,
    ".config/voiso-call",
    ".local/share/voiso-call",
    ".local/state",
)


@pytest.fixture
def user_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which the host is registered with Chromium and Firefox."""
    for command in (("install", "--browser", "chromium"), ("install", "--list"), ("doctor",), ("status",)):
        run(*command)  # so that every module is imported: those of Python may be in a folder of root
    with home_of_a_user() as home:
        monkeypatch.delenv(HOME_ENV_VAR)
        monkeypatch.setenv("HOME", str(home))
        # The Python of the tests may be in a folder of root.
        monkeypatch.setattr(program_files, "check_interpreter", lambda _python: None)
        programs = home / "programs"
        with acting_as_user():
            programs.mkdir()
            for name in ("chromium", "firefox"):
                (programs / name).touch(0o755)
            (home / ".config/voiso-call").mkdir(parents=True)
            (home / ".local/state").mkdir(parents=True)
            monkeypatch.setenv("PATH", str(programs))
            for browser in ("chromium", "firefox"):
                assert run("install", "--browser", browser).returncode == 0
        yield home


def findings(home: Path) -> list[dict[str, str]]:
    with acting_as_user():
        done = run("doctor", "--json")
    assert done.returncode == 1, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)["findings"]
    assert {entry["group"] for entry in found} >= {
        "browsers",
        "program",
        "settings",
        "voiso",
        "history",
        "log",
    }
    return found


@pytest.mark.parametrize(
    ("name", "owner"),
    [*((name, "user") for name in FOLDERS), (".config", "root"), (".local/share/voiso-call", "root")],
)
def test_folder_that_cannot_be_entered_is_named_with_its_cure(user_home: Path, name: str, owner: str) -> None:
    folder = user_home / name
    cure = f"chmod u+rwx {folder}"
    if owner == "root":
        if os.geteuid() != 0:
            pytest.skip("only root can make this")
        os.chown(folder, 0, 0)
        cure = f"sudo chown -R {USER_ID} {folder}"
    folder.chmod(0 if owner == "user" else 0o700)
    faults = [entry for entry in findings(user_home) if entry["level"] == "fault"]
    assert any(entry["action"] == f"Run: {cure}" for entry in faults), faults


def test_settings_that_cannot_be_read_are_named_with_their_cure(
    user_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = user_home / ".config/voiso-call/config.toml"
    with acting_as_user():
        file.touch(0)
    [fault] = [entry for entry in findings(user_home) if entry["code"] == "settings_unreadable"]
    assert fault["action"] == f"Run: chmod u+rw {file}"
    if os.geteuid() != 0:
        return
    file = user_home / "etc/voiso-call/config.toml"
    file.parent.mkdir(parents=True, mode=0o700)  # of root, as its folder
    for module in (settings, admin_settings):
        monkeypatch.setattr(module, "admin_file", lambda: file)
    file.parent.parent.chmod(0o755)
    [fault] = [entry for entry in findings(user_home) if entry["code"] == "settings_unreadable"]
    assert fault["action"] == f"Ask an administrator to run: sudo chmod a+rx {file.parent}"


def test_list_and_status_go_on_where_a_folder_cannot_be_entered(user_home: Path) -> None:
    folder = user_home / CHROMIUM
    folder.chmod(0)
    with acting_as_user():
        listed, status = run("install", "--list"), run("status")
    assert listed.returncode == 0
    assert f"chromium: {folder}/NativeMessagingHosts" in listed.stdout
    assert f"run: chmod u+rwx {folder}" in listed.stdout
    assert "firefox:" in listed.stdout
    assert "Browsers:    firefox" in status.stdout
