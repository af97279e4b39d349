"""Registration from the first installation to the last trace: re-runs, interruptions, upgrades, bad homes."""

import dataclasses
import json
import os
import re
import shutil
import sys
import threading
from pathlib import Path

import pytest

from support import manifest_oracle
from support.cli_runner import run
from support.memory_registry import MemoryRegistry
from voiso_call.config.paths import AppPaths
from voiso_call.install import install_record, installed_manifest, native_manifest, registrations
from voiso_call.install.browser_places import TABLE, Browser, System
from voiso_call.install.inspection import State
from voiso_call.install.install_plan import PlannedManifest, files_to_write, manifest_content
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.registration_table import BROWSERS, HOST_NAME, SYSTEMS, Location, locations
from voiso_call.system import atomic_write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")


@pytest.fixture(autouse=True)
def no_programs(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Only the folders in the home tell which browsers there are; they are where the home is."""
    monkeypatch.setattr(registrations.is_present, "__defaults__", (lambda _: None, Path.exists))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def snapshot(folder: Path) -> dict[str, tuple[bytes | None, int, int]]:
    """Return every file and folder with its content, permission bits and time of change."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else None,
            path.stat().st_mode,
            path.stat().st_mtime_ns if path.is_file() else 0,
        )
        for path in sorted(folder.rglob("*"))
    }


def manifest_of(browser: Browser, paths: AppPaths) -> Path:
    return native_manifest.plan_install(browser, paths).manifest_file


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_manifest_of_every_cell_is_accepted_by_its_browser(system: System) -> None:
    launchers = {"win32": "C:\\Users\\José\\voiso-call-host.exe"}
    for browser in TABLE[system]:
        accepts = (
            manifest_oracle.firefox_accepts
            if browser in ("firefox", "librewolf")
            else manifest_oracle.chromium_accepts
        )
        for place in locations(system, Path("/srv/o'brien é & 100%"), {}):
            if place.browser == browser:
                content = manifest_content(place.shape, Path(launchers.get(system, "/opt/x y/host")))
                assert accepts(json.dumps(content).encode(), HOST_NAME, system)


@pytest.mark.parametrize("browser", [browser for browser in BROWSERS if browser in TABLE["linux"]])
def test_uninstall_leaves_folders_and_files_as_they_were(
    browser: Browser, paths: AppPaths, home: Path
) -> None:
    (home / ".config").mkdir(exist_ok=True)
    before = snapshot(home.parent)
    planned = native_manifest.plan_install(browser, paths)
    native_manifest.install(planned)
    assert installed_manifest.is_installed(planned)
    assert native_manifest.uninstall(planned)
    assert snapshot(home.parent) == before


def test_installing_again_writes_nothing(paths: AppPaths, home: Path) -> None:
    planned = native_manifest.plan_install("chromium", paths, other_extension_ids=["p" * 32])
    native_manifest.install(planned)
    before = snapshot(home.parent)
    assert files_to_write(planned) == []
    native_manifest.install(planned)
    assert snapshot(home.parent) == before


def test_dry_run_prints_exactly_what_install_writes(paths: AppPaths, home: Path) -> None:
    arguments = ("install", "--browser", "firefox", "--dev-id", "dev@example.org")
    before = snapshot(home.parent)
    text = run(*arguments, "--dry-run").stdout
    writes = json.loads(run(*arguments, "--dry-run", "--json").stdout)["writes"]
    assert snapshot(home.parent) == before
    run(*arguments)
    written = {
        str(path): (path.read_text(), path.stat().st_mode & 0o777)
        for path in home.parent.rglob("*")
        if path.is_file() and str(path.relative_to(home.parent)) not in before
    }
    assert written == {item["file"]: (item["content"], item["mode"]) for item in writes}
    for item in writes:
        assert f"Would write {item['file']}:\n    {item['content'].splitlines()[0]}\n" in text


def test_install_without_a_browser_takes_each_that_is_found(paths: AppPaths, home: Path) -> None:
    for folder in (".config/google-chrome-beta", ".mozilla/firefox", "snap/chromium/common/chromium"):
        (home / folder).mkdir(parents=True)
    done = run("install")
    assert (done.returncode, manifest_of("chrome-beta", paths).exists()) == (0, True)
    assert manifest_of("firefox", paths).exists()
    assert not manifest_of("chromium", paths).exists()
    assert "Snap" in done.stderr
    assert registrations.registered_browsers(paths) == ["chrome-beta", "firefox"]
    before = snapshot(home.parent)
    assert run("install").returncode == 0
    assert snapshot(home.parent) == before
    shown = json.loads(run("uninstall", "--json").stdout)["registrations"]
    assert [entry["action"] for entry in shown] == ["remove", "remove"]
    assert not paths.launcher_file.exists()
    assert "not registered with any browser" in run("uninstall").stdout


def test_install_without_a_browser_asks_for_one_if_none_is_found(home: Path) -> None:
    done = run("install")
    assert (done.returncode, "--browser NAME" in done.stderr) == (2, True)
    done = run("install", "--dev-id", "p" * 32)
    assert (done.returncode, "--dev-id" in done.stderr) == (2, True)


def test_one_browser_that_cannot_be_registered_does_not_stop_the_others(paths: AppPaths, home: Path) -> None:
    (home / ".config/chromium").mkdir(parents=True)
    (home / ".config/chromium/NativeMessagingHosts").write_text("in the way")
    (home / ".mozilla/firefox").mkdir(parents=True)
    done = run("install")
    assert (done.returncode, manifest_of("firefox", paths).exists()) == (1, True)
    assert "voiso-call: chromium: " in done.stderr


@pytest.mark.parametrize("written", range(4))
def test_half_an_installation_is_completed_or_removed(
    paths: AppPaths, home: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    before = snapshot(home.parent)
    write_atomic = atomic_write.write_atomic
    planned = native_manifest.plan_install("chromium", paths, other_extension_ids=["p" * 32])
    for is_completed in (True, False):
        count = 0

        def write(file: Path, content: str, mode: int) -> None:
            nonlocal count
            if count == written:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.with_name(f".{file.name}.0123456789abcdef").write_text("half")  # as after a kill
                raise KeyboardInterrupt
            count += 1
            write_atomic(file, content, mode)

        with monkeypatch.context() as patch:
            patch.setattr(atomic_write, "write_atomic", write)
            with pytest.raises(KeyboardInterrupt):
                native_manifest.install(planned)
        if is_completed:
            native_manifest.install(planned)
            assert registrations.registered_browsers(paths) == ["chromium"]
        native_manifest.uninstall(planned)
        assert snapshot(home.parent) == before


def test_two_installations_at_once_lose_nothing(
    paths: AppPaths, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(home.parent)
    first, second = (native_manifest.plan_install(browser, paths) for browser in ("chromium", "firefox"))
    write_atomic = atomic_write.write_atomic
    other = threading.Thread(target=native_manifest.install, args=[second])

    def write(file: Path, content: str, mode: int) -> None:
        if threading.current_thread() is not other and not other.ident:
            other.start()
            other.join(0.2)  # longer than it takes, if nothing makes it wait
        write_atomic(file, content, mode)

    monkeypatch.setattr(atomic_write, "write_atomic", write)
    native_manifest.install(first)
    other.join()
    assert registrations.registered_browsers(paths) == ["chromium", "firefox"]
    native_manifest.uninstall(first)
    paths.install_lock.touch()  # as a process leaves it that is killed
    native_manifest.uninstall(second)
    assert snapshot(home.parent) == before


def test_a_removed_host_is_replaced_and_a_foreign_program_is_not(paths: AppPaths, tmp_path: Path) -> None:
    manifest = manifest_of("firefox", paths)
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"path": "/nowhere/voiso-call-host"}))
    assert run("install", "--browser", "firefox").returncode == 0
    other = tmp_path / "other"
    other.touch()
    manifest.write_text(json.dumps({"path": str(other)}))
    before = manifest.read_bytes()
    assert run("install").returncode == 1
    assert "Kept" in run("uninstall").stdout
    assert manifest.read_bytes() == before


def test_status_tells_of_an_upgrade_and_install_repairs_it(paths: AppPaths, tmp_path: Path) -> None:
    planned = native_manifest.plan_install("firefox", paths)
    native_manifest.install(planned)
    older = {**planned.manifest, "description": "of an older version"}
    planned.manifest_file.write_text(json.dumps(older))
    assert "another version; install again" in run("status").stderr
    assert "another version; install again" in run("install", "--list").stdout
    run("install")
    assert json.loads(planned.manifest_file.read_text()) == planned.manifest
    python = tmp_path / "old" / "python"
    python.parent.mkdir()
    shutil.copy(sys.executable, python)
    launcher = planned.launcher.replace(sys.executable, str(python))
    planned.launcher_file.write_text(launcher)
    assert f"it starts {python}" in run("status").stderr
    python.unlink()  # the program was moved: the launcher names what is gone
    assert f"{python}: No such file or directory; install again" in run("install", "--list").stdout
    run("install")
    assert planned.launcher_file.read_text() == planned.launcher
    assert run("install", "--list").stdout == f"firefox: {planned.manifest_file}\n"


def test_a_manifest_of_the_user_that_hides_the_one_for_all_users_is_reported(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Location("firefox", "system", "gecko", tmp_path / "usr" / f"{HOST_NAME}.json")
    Path(place.manifest_file).parent.mkdir()
    program = tmp_path / "usr" / "voiso-call-host"
    program.touch()
    Path(place.manifest_file).write_text(json.dumps(manifest_content("gecko", program)))
    user = [item for item in registrations.user_locations() if item.browser == "firefox"]
    monkeypatch.setattr(registrations, "locations", lambda *_: [*user, place])
    assert registrations.shadow_notes(paths) == []
    done = run("install", "--browser", "firefox")
    assert f"firefox reads {manifest_of('firefox', paths)}, and not {place.address}" in done.stderr
    system = registrations.inspected_manifests(paths)[-1]
    assert (system.state, system.is_other_copy) == (State.FOREIGN, True)
    assert str(place.manifest_file) in run("status").stderr


@pytest.mark.parametrize("name", ["with space", "José", "a&b", "100%", "o'brien", "{home}", "$(false)"])
def test_any_home_gets_a_manifest_that_browsers_accept(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    paths = AppPaths(*[home / "data"] * 4)
    for browser, accepts in (
        ("chromium", manifest_oracle.chromium_accepts),
        ("firefox", manifest_oracle.firefox_accepts),
    ):
        planned = native_manifest.plan_install(browser, paths, environment={"HOME": str(home)})  # type: ignore[arg-type]
        native_manifest.install(planned)
        content = planned.manifest_file.read_bytes()
        assert accepts(content, HOST_NAME, "linux")
        assert json.loads(content)["path"] == str(home / "data/voiso-call-host")


def test_a_home_that_is_no_unicode_is_refused(tmp_path: Path) -> None:
    home = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9"))
    planned = native_manifest.plan_install("firefox", AppPaths(*[home] * 4), environment={"HOME": str(home)})
    with pytest.raises(RegistrationError, match="path_not_unicode"):
        native_manifest.install(planned)
    assert not home.exists()


def test_the_home_must_be_known_absolute_and_of_this_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert native_manifest.home_folder({}) == Path.home()
    with pytest.raises(RegistrationError, match="absolute"):
        native_manifest.home_folder({"HOME": "relative"})
    with monkeypatch.context() as patch:
        patch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RegistrationError, match="set the variable HOME"):
            native_manifest.home_folder({})
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, 12345)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(RegistrationError, match="without sudo"):
        native_manifest.home_folder({"HOME": str(tmp_path)})


def test_a_folder_that_cannot_be_written_is_reported(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/none")  # read-only for root too
    done = run("install", "--browser", "chromium")
    assert (done.returncode, done.stdout) == (1, "")
    assert "/proc/none" in done.stderr
    assert run("uninstall", "--browser", "chromium").returncode == 0
    assert not paths.launcher_file.exists()


def test_a_manifest_that_two_browsers_read_stays_for_the_other(paths: AppPaths) -> None:
    chrome, opera = (native_manifest.plan_install(name, paths) for name in ("chrome", "opera"))
    native_manifest.install(chrome)
    native_manifest.install(opera)
    assert opera.manifest_file == chrome.manifest_file
    native_manifest.uninstall(opera)
    assert registrations.registered_browsers(paths) == ["chrome"]
    native_manifest.uninstall(chrome)
    assert not paths.install_record_file.exists()


def test_a_record_of_an_older_version_is_understood(paths: AppPaths, home: Path) -> None:
    planned = native_manifest.plan_install("firefox", paths)
    native_manifest.install(planned)
    paths.install_record_file.write_text(json.dumps([str(planned.manifest_file)]))
    assert registrations.registered_browsers(paths) == ["firefox"]
    native_manifest.install(planned)
    entry = install_record.load(paths.install_record_file).entries[0]
    assert entry.browsers == {"firefox"}
    paths.install_record_file.write_text(json.dumps([str(planned.manifest_file)]))
    assert run("uninstall").returncode == 0
    assert not planned.manifest_file.exists()
    assert not paths.launcher_file.exists()


def test_on_windows_the_registry_key_is_set_and_removed_if_it_is_ours(
    paths: AppPaths, tmp_path: Path
) -> None:
    key = rf"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts\{HOST_NAME}"
    file = tmp_path / "own" / f"{HOST_NAME}.gecko.json"
    place = Location("firefox", "user", "gecko", file, key)
    planned = dataclasses.replace(
        native_manifest.plan_install("firefox", paths),
        manifests=(PlannedManifest(place, manifest_content("gecko", paths.launcher_file)),),
    )
    registry = MemoryRegistry({"other": "value"})
    native_manifest.install(planned, registry=registry)
    assert registry.values == {"other": "value", key: str(file)}
    registry.set(key, "of another program")
    assert not installed_manifest.is_installed(planned, registry)
    native_manifest.uninstall(planned, registry=registry)
    assert registry.values == {"other": "value", key: "of another program"}
    native_manifest.install(planned, registry=registry)
    native_manifest.uninstall(planned, registry=registry)
    assert (registry.values, file.exists()) == ({"other": "value"}, False)


def test_on_windows_browsers_share_a_manifest_until_the_last_is_removed(
    paths: AppPaths, tmp_path: Path
) -> None:
    registry, file = MemoryRegistry(), tmp_path / "own" / f"{HOST_NAME}.chromium.json"
    plans = []
    for browser, vendor in (("chrome", r"Google\Chrome"), ("edge", r"Microsoft\Edge")):
        key = rf"HKCU\SOFTWARE\{vendor}\NativeMessagingHosts\{HOST_NAME}"
        place = Location(browser, "user", "chromium", file, key)  # type: ignore[arg-type]
        manifest = PlannedManifest(place, manifest_content("chromium", paths.launcher_file))
        one = native_manifest.plan_install(browser, paths)  # type: ignore[arg-type]
        plans.append(dataclasses.replace(one, manifests=(manifest,)))
        native_manifest.install(plans[-1], registry=registry)
    assert set(registry.values.values()) == {str(file)}
    assert native_manifest.uninstall(plans[0], registry=registry)
    assert [key.split("\\")[2] for key in registry.values] == ["Microsoft"]
    assert installed_manifest.is_installed(plans[1], registry)
    assert native_manifest.uninstall(plans[1], registry=registry)
    assert (registry.values, file.exists(), paths.launcher_file.exists()) == ({}, False, False)


def test_on_windows_a_key_of_another_program_is_replaced_with_force_only(
    paths: AppPaths, tmp_path: Path
) -> None:
    key = rf"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts\{HOST_NAME}"
    other = tmp_path / "other.json"
    (tmp_path / "other.exe").touch()
    other.write_text('{"path": "other.exe"}')
    place = Location("firefox", "user", "gecko", tmp_path / "own.json", key)
    planned = dataclasses.replace(
        native_manifest.plan_install("firefox", paths),
        manifests=(PlannedManifest(place, manifest_content("gecko", paths.launcher_file)),),
    )
    registry = MemoryRegistry({key: str(other)})
    with pytest.raises(RegistrationError, match=re.escape(str(other))):
        native_manifest.install(planned, registry=registry)
    assert [it for _, it in installed_manifest.other_programs(planned, registry)] == [tmp_path / "other.exe"]
    native_manifest.install(planned, registry=registry, force=True)
    assert registry.values == {key: str(tmp_path / "own.json")}
