"""Folders that the host creates are private, and so are those above them, with every umask."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.cli_runner import run, run_setup
from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.system import private_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")


@pytest.fixture(params=[0o000, 0o002, 0o077], ids=["umask 000", "umask 002", "umask 077"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    previous = os.umask(request.param)
    yield
    os.umask(previous)


@pytest.mark.usefixtures("umask")
def test_every_created_folder_is_private(tmp_path: Path) -> None:
    private_folder.make(tmp_path / "a/b/c")
    private_folder.make(tmp_path / "a/b/c")
    assert [stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("a", "a/b", "a/b/c")] == [0o700] * 3


@pytest.mark.usefixtures("umask")
def test_folder_of_others_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    private_folder.make(tmp_path / "shared")
    private_folder.make(tmp_path / "shared/own")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        private_folder.make(tmp_path / "file")


@pytest.mark.usefixtures("umask")
def test_commands_create_private_folders_only(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_ENV_VAR)
    assert run_setup("http://127.0.0.1:9").returncode == 0
    assert run("history").returncode == 0
    if sys.platform == "linux":
        assert run("install", "--browser", "firefox").returncode == 0
    folders = [path for path in home.rglob("*") if path.is_dir()]
    assert len(folders) > 5
    assert {path: stat.S_IMODE(path.stat().st_mode) for path in folders} == dict.fromkeys(folders, 0o700)
