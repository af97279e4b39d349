"""Registration for all users: who may do it, with which program, and that it leaves nothing behind.

That browsers start what is registered is tested with the Debian package, in tests/installers.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from support.cli_runner import run
from voiso_call.config.paths import AppPaths
from voiso_call.install import install_record, registrations, system_level
from voiso_call.install.inspection import State
from voiso_call.install.install_record import RegistrationError
from voiso_call.install.registration_table import HOST_NAME
from voiso_call.system import access_advice

LIBS = ("lib", "lib64")  # Firefox may read either

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")


@pytest.fixture(autouse=True)
def other_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything for all users is below a folder of the test, in which a user may start programs."""
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))  # no browser of this machine
    for module in (system_level, registrations):
        locations = module.locations

        def below(*arguments: object, locations: object = locations) -> list[object]:
            return [
                replace(place, manifest_file=root / str(place.manifest_file)[1:])
                if place.level == "system"
                else place
                for place in locations(*arguments)  # type: ignore[operator]
            ]

        monkeypatch.setattr(module, "locations", below)
    monkeypatch.setitem(system_level.FOLDERS, "linux", root / "opt/voiso-call")
    return root


@pytest.fixture
def administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_level, "check_allowed", lambda *_, **__: None)
    monkeypatch.setattr(system_level, "check_for_all", lambda _: None)


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(root)): (
            path.stat().st_mode & 0o777,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }


@pytest.mark.usefixtures("administrator")
def test_every_browser_is_registered_for_everybody_and_nothing_is_left(
    other_root: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_mask = os.umask(0o077)  # of a careful administrator
    try:
        shown = json.loads(run("install", "--system", "--dry-run", "--json").stdout)["registrations"]
        assert tree(other_root) == {}
        assert run("install", "--system").returncode == 0
        written = tree(other_root)
        assert {mode for mode, content in written.values()} == {0o755, 0o644}
        for folder in ("etc/chromium", "etc/opt/chrome", "etc/opt/edge", "usr/lib/mozilla"):
            content = written[f"{folder}/native-messaging-hosts/{HOST_NAME}.json"][1]
            assert json.loads(content)["path"] == str(other_root / "opt/voiso-call/voiso-call-host")
        names = [item["file"] for entry in shown for item in entry["writes"]]
        once = [name for name in names if not name.endswith("installed_manifests.json")]
        assert len(once) == len({*once}), "a file that several browsers read is written once"
        promised = {item["file"]: item["content"] for entry in shown for item in entry["writes"]}
        files = {str(other_root / name): text.decode() for name, (_, text) in written.items() if text}
        assert promised == files
        assert run("install", "--system").returncode == 0
        assert tree(other_root) == written
        assert not paths.data.exists()
        assert run("uninstall", "--system", "--browser", "chrome").returncode == 0
        record = install_record.load(other_root / "opt/voiso-call/installed_manifests.json")
        assert not any("chrome" in entry.browsers for entry in record.entries)
        assert run("uninstall", "--system").returncode == 0
        assert tree(other_root) == {}
        assert "not registered" in run("uninstall", "--system").stdout
    finally:
        os.umask(old_mask)


@pytest.mark.usefixtures("administrator")
def test_the_extension_of_an_administrator_is_allowed_until_installed_without_it(
    other_root: Path, paths: AppPaths
) -> None:
    own = "p" * 32
    manifest = other_root / f"etc/opt/chrome/native-messaging-hosts/{HOST_NAME}.json"
    allowlist = other_root / "opt/voiso-call/extensions.json"
    assert run("install", "--system", "--extension-id", own).returncode == 0
    assert json.loads(manifest.read_text())["allowed_origins"][1:] == [f"chrome-extension://{own}/"]
    assert (allowlist.stat().st_mode & 0o777, system_level.extension_ids("gecko")) == (0o644, [])
    everywhere = [it for it in registrations.inspected_manifests(paths) if it.location.level == "system"]
    assert {it.state for it in everywhere} == {State.OURS}
    run("install", "--system", "--browser", "brave")
    assert own in manifest.read_text(), "one browser was repaired"
    run("install", "--system")
    assert (own in manifest.read_text(), allowlist.exists()) == (False, False)
    run("install", "--system", "--extension-id", own)
    run("uninstall", "--system")
    assert tree(other_root) == {}
    for options in (["--extension-id", own], ["--system", "--browser", "brave", "--extension-id", own]):
        assert run("install", *options).returncode == 2
    assert run("install", "--system", "--extension-id", "no").returncode == 2


@pytest.mark.usefixtures("administrator")
def test_the_users_manifest_that_hides_it_is_reported(home: Path, paths: AppPaths) -> None:
    (home / ".mozilla/firefox").mkdir(parents=True)
    run("install", "--system", "--browser", "firefox")
    assert registrations.registered_browsers(paths) == ["firefox"]
    found = json.loads(run("doctor", "--json").stdout)["findings"]
    assert [item["code"] for item in found if item["group"] == "browsers"] == ["registered"]
    assert "host_answers" in [item["code"] for item in found]
    done = run("install", "--browser", "firefox")
    assert "which is for all users" in done.stderr
    found = json.loads(run("doctor", "--browser", "firefox", "--json").stdout)["findings"]
    shadowed = [item["what"] for item in found if item["code"] == "manifest_shadowed"]
    assert any("usr/lib/mozilla" in what for what in shadowed)


@pytest.mark.usefixtures("administrator")
def test_the_manifest_of_a_package_over_it_is_kept_and_not_called_removed(
    home: Path, tmp_path: Path, other_root: Path
) -> None:
    (home / ".mozilla/firefox").mkdir(parents=True)
    run("install", "--system", "--browser", "firefox")
    package = tmp_path / "voiso-call-host"
    package.touch()
    manifests = [other_root / f"usr/{lib}/mozilla/native-messaging-hosts/{HOST_NAME}.json" for lib in LIBS]
    manifests[0].write_text(json.dumps(json.loads(manifests[0].read_text()) | {"path": str(package)}))
    found = json.loads(run("doctor", "--browser", "firefox", "--json").stdout)["findings"]
    [advice] = [item["action"] for item in found if item["code"] == "manifest_shadowed"]
    assert advice.endswith("uninstall --system --browser firefox")
    assert run("uninstall", "--system").stdout.splitlines() == [
        f"Removed the registration with firefox: {manifests[1]}",
        f"Kept {manifests[0]}: it starts another program, {package}.",
    ]
    assert [file.exists() for file in manifests] == [True, False]


def test_only_an_administrator_may(other_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for command in ("install", "uninstall"):
        done = run(command, "--system", "--json")
        reply = json.loads(done.stdout)
        assert (done.returncode, reply["code"], done.stderr) == (2, "needs_root", "")
        assert f"sudo {sys.prefix}/bin/voiso-call {command} --system" in reply["detail"]
    assert tree(other_root) == {}


def test_a_package_registers_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voiso-call-host").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert system_level.system_launcher() == tmp_path / "voiso-call-host"
    done = run("install", "--system", "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (2, "from_package")


@pytest.mark.parametrize("option", [("--dev-id", "p" * 32), ("--user-data-dir", "/srv"), ("--list",)])
def test_options_for_one_user_are_refused(option: tuple[str, ...]) -> None:
    done = run("install", "--system", *option)
    assert (done.returncode, "--system is for all users" in done.stderr) == (2, True)


def test_a_program_that_not_everybody_can_start_or_that_a_user_can_change_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [planned] = system_level.plans("firefox")
    python = tmp_path / "env/bin/python3"
    python.parent.mkdir(parents=True)
    python.touch(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    own = {python.parent, python.parent.parent}  # those above are for the user who runs the tests alone
    monkeypatch.setattr(system_level, "_folders_above", lambda path: own & {*path.parents})
    system_level.check_for_all([planned])
    for path, mode, expected in [
        (python, 0o700, r"chmod a\+r"),
        (python.parent, 0o700, "not every user may enter"),
        (python.parent.parent, 0o777, "a user could replace"),
    ]:
        before = path.stat().st_mode
        path.chmod(mode)
        with pytest.raises(RegistrationError, match=expected):
            system_level.check_for_all([planned])
        path.chmod(before)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can make this")
def test_root_is_not_told_to_register_a_users_program_for_all_as_that_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [planned] = system_level.plans("firefox")
    os.chown(tmp_path, 12345, -1)
    monkeypatch.setattr(access_advice, "_account", lambda _: "alice")
    monkeypatch.setattr(system_level, "_folders_above", lambda _: {tmp_path})
    with pytest.raises(RegistrationError, match="belongs to the user alice; install Click-to-Call elsewhere"):
        system_level.check_for_all([planned])
