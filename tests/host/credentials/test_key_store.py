"""The key in its file: it comes back, shows only its end, and is not used where others had a hand in it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, Code
from voiso_call.provisioning.settings_writer import write_settings

KEY = "test-key-0123456789"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows guards files by access lists")


@pytest.fixture
def kept(paths: AppPaths) -> AppPaths:
    """A key in its file."""
    write_settings(paths, {"cluster": "c", "user_id": 1, "key_store": "file"}, KEY)
    assert paths.key_file.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
    return paths


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "\u043aey", "a" * 513, "key\x7f"])
def test_validate_key_rejects_without_repeating_the_key(key: str) -> None:
    with pytest.raises(CallError) as problem:
        key_store.validate_key(key)
    assert problem.value.code is Code.KEY_MISSING
    assert not key or key not in problem.value.detail


def test_stored_key_is_loaded_and_shows_only_its_last_characters(kept: AppPaths) -> None:
    key = key_store.load(kept, "file")
    assert key.get_secret_value() == KEY
    assert key_store.key_hint(key) == "6789"
    assert "0123456789" not in repr(key) + str(key)
    assert key_store.key_hint(key_store.validate_key("short-key")) == ""


def test_missing_key_error_names_the_command_to_run(paths: AppPaths) -> None:
    with pytest.raises(CallError, match="voiso-call setup") as problem:
        key_store.load(paths, "file")
    assert problem.value.code is Code.KEY_MISSING


def test_key_is_replaced_atomically_and_deleted(kept: AppPaths) -> None:
    with kept.key_file.open() as old:
        key_store.save(kept, "file", key_store.validate_key("test-key-new"))
        assert old.read() == KEY, "whoever reads meanwhile sees the old one whole"
    assert key_store.load(kept, "file").get_secret_value() == "test-key-new"
    assert [key_store.delete(kept, "file") for _ in range(2)] == [True, False]
    assert not kept.key_file.exists()


def _others_own(file: Path) -> None:
    os.chown(file, 12345, 12345)


def _symlink(file: Path) -> None:
    target = file.rename(file.with_name("elsewhere"))
    file.symlink_to(target)


def _fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


def _device(file: Path) -> None:
    file.unlink()
    os.mknod(file, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero


@posix
@pytest.mark.parametrize(
    ("spoil", "cure"),
    [
        (lambda file: file.chmod(0o640), "chmod 600"),
        (lambda file: file.chmod(0o604), "chmod 600"),
        (lambda file: file.chmod(0o620), "chmod 600"),
        (lambda file: file.parent.chmod(0o777), "chmod go-w"),
        (lambda file: file.parent.chmod(0o775), "chmod go-w"),
        (lambda file: file.with_name("second").hardlink_to(file), "rm "),
        (lambda file: file.write_text("k" * 100_000), "correct or remove"),
        (_others_own, "sudo chown"),
        (_symlink, "rm "),
        (_fifo, "move it away"),
        (_folder, "move it away"),
        (_device, "move it away"),
    ],
    ids=[
        *(
            "read by the group",
            "read by all",
            "written by the group",
            "a folder of all",
            "a folder of the group",
        ),
        *("a hard link", "huge", "of another user", "a link", "a FIFO", "a folder", "a device"),
    ],
)
def test_insecure_key_file_is_refused_with_advice(
    kept: AppPaths, spoil: Callable[[Path], object], cure: str
) -> None:
    try:
        spoil(kept.key_file)
    except PermissionError:
        pytest.skip("only root can make this")
    with pytest.raises(CallError, match=cure) as problem:
        key_store.load(kept, "file")
    assert problem.value.code is Code.KEY_UNAVAILABLE
    assert str(kept.config) in problem.value.detail
    assert KEY not in problem.value.detail


@posix
def test_key_is_not_written_to_a_folder_of_others(kept: AppPaths) -> None:
    kept.config.chmod(0o777)
    with pytest.raises(CallError, match="chmod go-w"):
        key_store.save(kept, "file", key_store.validate_key("test-key-new"))
    assert kept.key_file.read_text() == KEY


@posix
@pytest.mark.parametrize(
    ("spoil", "cure"),
    [
        (lambda file: file.chmod(0o666), "chmod go-w"),
        (lambda file: file.chmod(0o620), "chmod go-w"),
        (lambda file: file.parent.chmod(0o777), "chmod go-w"),
        (_others_own, "sudo chown"),
        (_fifo, "move it away"),
        (_device, "move it away"),
    ],
    ids=[
        "written by all",
        "written by the group",
        "a folder of all",
        "of another user",
        "a FIFO",
        "a device",
    ],
)
def test_insecure_settings_file_is_refused_with_advice(
    kept: AppPaths, spoil: Callable[[Path], object], cure: str
) -> None:
    try:
        spoil(kept.config_file)
    except PermissionError:
        pytest.skip("only root can make this")
    for read in (lambda: load_settings(kept.config_file), lambda: write_settings(kept, {"user_id": 2}, None)):
        with pytest.raises(CallError, match=cure) as problem:
            read()
        assert problem.value.code is Code.NOT_CONFIGURED


@posix
def test_settings_may_be_a_symlink_and_readable_by_all(kept: AppPaths, tmp_path: Path) -> None:
    elsewhere = kept.config_file.rename(tmp_path / "dotfiles.toml")
    elsewhere.chmod(0o644)
    kept.config_file.symlink_to(elsewhere)
    assert load_settings(kept.config_file).user_id == 1
