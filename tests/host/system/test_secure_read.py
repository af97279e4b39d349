"""Files and folders that other users can change: which are refused, and with which command as advice."""

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
