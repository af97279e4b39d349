"""The Windows package under Wine: installed, updated, used from its .exe, and removed without a trace."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.dev_env import windows_downloads
from support.host_process import HELLO, ORIGIN
from support.sandbox_thread import sandbox_thread
from support.windows_computer import (
    WindowsHost,
    missing,
    registry_values,
    run_host_tests,
    unpack_test_packages,
    windows_computer,
)
from voiso_call import __version__
from voiso_call.config.paths import AppPaths
from voiso_call.provisioning.settings_writer import SettingValue, write_settings
from windows.folder import MANIFESTS, make_folder
from windows.package import make_msi
from windows.wine import Wine
from windows.wix_source import KEYS

HOST_KEY = r"NativeMessagingHosts\com.voiso.click_to_call"
FOLDER = r"C:\Program Files\voiso-call"
USER_FOLDER = "users/{}/AppData/Local/voiso-call"
# What depends on the system: files in use, locks, the log of several processes, damaged journals, launchers,
# access lists.
HOST_TESTS = (
    "tests/host/system/test_shared_file.py",
    "tests/host/system/test_atomic_write.py",
    "tests/host/system/test_windows_access.py",
    "tests/host/system/test_file_lock.py::test_killed_process_releases_its_lock",
    "tests/host/diagnostics/test_event_log.py",
    "tests/host/credentials/test_key_store.py::test_key_is_replaced_atomically_and_deleted",
    "tests/host/policy/test_do_not_call.py::test_cache_of_another_state_is_not_used",
    "tests/host/store/test_database.py::test_damaged_journal_that_another_program_has_open_is_named_and_replaced_later",
    "tests/host/install/test_windows_launcher.py",
)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Path]:
    """A folder that is deleted afterwards: a Windows computer takes nearly a gigabyte."""
    if lacking := missing():
        pytest.skip(f"THE WINDOWS PACKAGE IS NOT TESTED: {', '.join(lacking)} is missing; see tests/run.py")
    yield tmp_path / "windows"
    shutil.rmtree(tmp_path / "windows", ignore_errors=True)


def files_of(wine: Wine) -> set[str]:
    """Return all files and folders, except Wine's own records of packages that were installed."""
    found = {str(path.relative_to(wine.drive_c)) for path in wine.drive_c.rglob("*")}
    return {name for name in found if not name.startswith(("windows/Installer", "windows/temp"))}


def install_older_version(wine: Wine, folder: Path) -> None:
    """Install a package that has other files, as an older version may have had."""
    folder.mkdir(parents=True)
    for name in (*MANIFESTS.values(), "gone.txt"):
        (folder / name).write_text("older")
    package = make_msi(folder, folder.parent, "0.0.1")
    wine.run("msiexec", "/i", wine.path(package), "/qn")
    assert (wine.drive_c / "Program Files/voiso-call/gone.txt").exists()


def check_registration(wine: Wine, python: Path) -> None:
    values = registry_values(wine, python, [rf"HKLM\{key}\{HOST_KEY}" for key in KEYS])
    assert values == [rf"{FOLDER}\{MANIFESTS[shape]}" for shape in KEYS.values()]


def check_call(wine: Wine, home: Path, tmp_path: Path) -> None:
    """Place a call at the sandbox with the program that is installed, as a browser starts it."""
    with sandbox_thread(tmp_path / "sandbox.log") as url:
        paths = AppPaths(home, home, home, home)
        settings: dict[str, SettingValue | None] = {
            "cluster": "sandbox",
            "user_id": 1234,
            "default_region": "US",
        }
        write_settings(paths, {"sandbox_url": url, **settings}, "test-key-all")
        host = WindowsHost(wine, rf"{FOLDER}\voiso-call-host.exe", ORIGIN, "--parent-window=0")
        hello = host.request(HELLO)
        assert (hello["host_version"], hello["installed_by"]) == (__version__, "msi")
        call = {"type": "place_call", "request_id": "request-1", "number": "+14155550100", "trigger": "click"}
        assert host.request(call, 2)["type"] == "call_placed"
        assert host.end() == 0
    assert (home / "journal.sqlite3").exists()
    shutil.rmtree(home)


def check_registration_of_one_user(wine: Wine, python: Path, home: Path) -> None:
    """The user's own registration comes before that of the package; that is said, and it can be removed."""
    command = rf"{FOLDER}\voiso-call.exe"
    done = subprocess.run(
        wine.command(command, "install", "--browser", "chrome"),
        env=wine.environment(),
        input=b"",
        capture_output=True,
        check=True,
    )
    key = rf"SOFTWARE\Google\Chrome\{HOST_KEY}"
    assert f"HKCU\\{key}, and not HKLM\\{key}".encode() in done.stderr
    [manifest] = registry_values(wine, python, [rf"HKCU\{key}"])
    assert manifest is not None
    assert manifest.endswith(rf"\voiso-call\{MANIFESTS['chromium']}")
    host = WindowsHost(wine, wine.path(home / "voiso-call-host.exe"), ORIGIN, "--parent-window=0")
    assert host.request(HELLO)["host_version"] == __version__
    assert host.end() == 0
    wine.run(command, "uninstall")
    assert registry_values(wine, python, [rf"HKCU\{key}"]) == [None]
    assert not home.exists()


def test_package_is_installed_updated_used_and_removed_without_a_trace(windows: Path, tmp_path: Path) -> None:
    with windows_computer(windows / "computer") as wine:
        package = make_msi(
            make_folder(windows / "voiso-call", windows_downloads.PACKAGE, wine), windows, __version__
        )
        [user] = [path.name for path in (wine.drive_c / "users").iterdir() if path.name != "Public"]
        home = wine.drive_c / USER_FOLDER.format(user)
        before = files_of(wine)
        install_older_version(wine, windows / "older" / "voiso-call")
        wine.run("msiexec", "/i", wine.path(package), "/qn")
        program_files = wine.drive_c / "Program Files/voiso-call"
        assert not (program_files / "gone.txt").exists()
        python = program_files / "python.exe"
        check_registration(wine, python)
        check_call(wine, home, tmp_path)
        check_registration_of_one_user(wine, python, home)
        packages = unpack_test_packages(windows / "tests")
        exit_code, output = run_host_tests(wine, python, packages, *HOST_TESTS)
        assert exit_code == 0, output
        wine.run("msiexec", "/x", wine.path(package), "/qn")
        left = {name for name in files_of(wine) - before if "/Temp" not in name}
        assert left == set()
    # Wine has written its registry, now that it has ended.
    assert "com.voiso" not in (wine.prefix / "system.reg").read_text("utf-8", "replace")
