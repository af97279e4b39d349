"""Root in the home of an agent, and an agent in folders of root: who is to do what."""

import errno
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli_runner import CliResult, run
from support.file_snapshot import snapshot
from support.ordinary_user import USER_ID, acting_as_user, home_of_a_user
from voiso_call.cli import main
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.install import program_files
from voiso_call.store import disk
from voiso_call.system import access_advice, secure_read

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="owners and modes of Linux")
only_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can make this")


@pytest.fixture
def user_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The home of an agent whose account the system knows."""
    for command in ("install", "uninstall"):  # so that every module is imported: see `acting_as_user`
        run(command, "--browser", "chromium")
    monkeypatch.setattr(access_advice, "_account", lambda _user_id: "alice")
    monkeypatch.setattr(program_files, "check_interpreter", lambda _python: None)
    monkeypatch.delenv(HOME_ENV_VAR)
    with home_of_a_user() as home:
        monkeypatch.setenv("HOME", str(home))
        yield home


COMMANDS = ("call +14155550100", "check +14155550100", "history", "key delete", "status --check", "doctor")


@only_root
@pytest.mark.parametrize("command", COMMANDS)
def test_root_leaves_the_home_of_an_agent_alone(user_home: Path, command: str) -> None:
    key = user_home / ".config/voiso-call/api_key"
    key.parent.mkdir(parents=True)
    key.write_text("test-key")
    before = snapshot(user_home)
    done = run(*command.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"voiso-call: {user_home} belongs to the user alice: run this as that user, without sudo\n"
    )
    assert snapshot(user_home) == before


def test_account_without_a_home_is_not_taken_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: USER_ID)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
    monkeypatch.delenv(HOME_ENV_VAR)
    main._refuse_root_for_a_user()


@only_root
def test_nothing_of_an_agent_is_given_to_root(user_home: Path) -> None:
    with pytest.raises(secure_read.InsecureFileError) as raised:
        secure_read.check_program_folder(user_home)
    assert str(raised.value) == f"{user_home} belongs to the user alice; run this as that user, without sudo"


@only_root
def test_history_that_belongs_to_root_names_the_owner_and_the_cure(user_home: Path) -> None:
    folder = user_home / ".local"
    folder.mkdir(mode=0o755)  # of root
    journal = folder / "state/voiso-call/journal.sqlite3"
    with acting_as_user():
        error = disk.disk_error(journal, PermissionError(errno.EACCES, "Permission denied"))
    assert error is not None
    assert error.detail.endswith(f"{folder} belongs to root; run: sudo chown -R {USER_ID} {folder}")


def as_user(*arguments: str) -> CliResult:
    with acting_as_user():
        return run(*arguments)


def made_by_user(folder: Path) -> Path:
    with acting_as_user():
        folder.mkdir(parents=True)
    return folder


def test_install_and_uninstall_in_a_folder_that_cannot_be_written(user_home: Path) -> None:
    folder = made_by_user(user_home / ".config/chromium/NativeMessagingHosts")
    folder.chmod(0o555)
    done = as_user("install", "--browser", "chromium", "--json")
    detail = f"your account may not use {folder}; run: chmod u+rwx {folder}"
    reply = {"type": "failure", "code": "file_unusable", "params": {}, "detail": detail}
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (1, reply, "")
    folder.chmod(0o755)
    assert as_user("install", "--browser", "chromium").returncode == 0
    folder.chmod(0o555)
    assert as_user("uninstall").stderr == f"voiso-call: {detail}\n"


@only_root
def test_install_with_data_that_belongs_to_root(user_home: Path) -> None:
    made_by_user(user_home / ".local/share")
    folder = user_home / ".local/share/voiso-call"
    folder.mkdir(mode=0o755)
    done = as_user("install", "--browser", "chromium")
    cure = f"run: sudo chown -R {USER_ID} {folder}"
    assert (done.returncode, done.stderr) == (1, f"voiso-call: {folder} belongs to root; {cure}\n")


@only_root
def test_install_without_a_home(user_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexist")
    done = as_user("install", "--browser", "chromium")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "voiso-call: /nonexist does not exist, and your account may not create it; set HOME"
    )


def test_install_where_a_file_is_in_place_of_a_folder(paths: AppPaths, home: Path) -> None:
    file = home / ".config/chromium/NativeMessagingHosts"
    file.parent.mkdir(parents=True)
    file.touch()
    done = run("install", "--browser", "chromium")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"voiso-call: {file} is a file, and must be a folder; move it away\n"
    [fault] = [
        it
        for it in json.loads(run("doctor", "--json", "--browser", "chromium").stdout)["findings"]
        if it["code"] == "manifest_unreadable"
    ]
    assert fault["action"] == "Move it away"
