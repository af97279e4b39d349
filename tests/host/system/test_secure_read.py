"""Files and folders that other users can change: which are refused, and with which command as advice."""

import os
import sys
from pathlib import Path

import pytest

from voiso_call.system import secure_read

if sys.platform == "win32":
    pytest.skip("Windows protects files by access lists, not by modes", allow_module_level=True)


def read(file: Path) -> bytes:
    return secure_read.read_secure(file, secret=False, limit=100)


@pytest.mark.parametrize("target", ["../shared/file", "{folder}/shared/file"], ids=["relative", "absolute"])
def test_link_into_a_folder_that_others_can_change_is_refused(tmp_path: Path, target: str) -> None:
    private, shared = tmp_path / "private", tmp_path / "shared"
    private.mkdir()
    shared.mkdir()
    (shared / "file").write_text("content")
    link = private / "link"
    link.symlink_to(target.format(folder=tmp_path))
    assert read(link) == b"content"
    shared.chmod(0o777)
    with pytest.raises(secure_read.InsecureFileError, match="shared can be written by others"):
        read(link)


def test_link_in_between_that_others_can_exchange_is_refused(tmp_path: Path) -> None:
    private, shared = tmp_path / "private", tmp_path / "shared"
    private.mkdir()
    shared.mkdir()
    (private / "file").write_text("content")
    (shared / "second").symlink_to(private / "file")
    (private / "first").symlink_to(shared / "second")
    assert read(private / "first") == b"content"
    shared.chmod(0o777)
    with pytest.raises(secure_read.InsecureFileError, match="shared can be written by others"):
        read(private / "first")


@pytest.mark.parametrize("above", ["", "above/"], ids=["the folder", "one above it"])
def test_folder_behind_a_link_that_others_can_exchange_is_refused(tmp_path: Path, above: str) -> None:
    private, shared = tmp_path / "private", tmp_path / "shared"
    (private / above).mkdir(parents=True)
    shared.mkdir()
    (private / above / "file").write_text("content")
    (shared / "link").symlink_to(private)
    file = shared / "link" / above / "file"
    assert read(file) == b"content"
    secure_read.check_own_file(file)
    shared.chmod(0o777)
    with pytest.raises(secure_read.InsecureFileError, match="shared can be written by others"):
        read(file)
    with pytest.raises(secure_read.InsecureFileError, match="shared can be written by others"):
        secure_read.check_own_file(file)
    shared.chmod(0o1777)  # there only the owner of a link can exchange it
    assert read(file) == b"content"


@pytest.mark.parametrize("is_folder", [True, False], ids=["folder", "file"])
def test_advice_for_a_path_of_root_is_a_command_of_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_folder: bool
) -> None:
    file = tmp_path / "shared" / "file"
    file.parent.mkdir()
    file.write_text("content")
    try:
        for path in (file, file.parent):
            os.chown(path, 0, -1)
    except PermissionError:
        pytest.skip("only root can make this")
    insecure = file.parent if is_folder else file
    insecure.chmod(0o777)
    for user_id, command in ((0, "chmod"), (1000, "sudo chmod")):
        monkeypatch.setattr(os, "geteuid", lambda user_id=user_id: user_id)
        with pytest.raises(secure_read.InsecureFileError, match=f"run: {command} go-w") as raised:
            read(file)
        assert str(raised.value).endswith(f"go-w {insecure}")
