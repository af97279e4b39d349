"""The API key in a file: stored, loaded, shown only by its end, refused if others could access the file."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings
from voiso_call.credentials import key_store
from voiso_call.errors import CallError, ErrorCode
from voiso_call.provisioning.settings_writer import write_settings
from voiso_call.system import secure_read

KEY = "test-key-0123456789"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")


@pytest.fixture
def stored(paths: AppPaths) -> AppPaths:
    """The paths of an agent whose key is stored in its file."""
    write_settings(paths, {"cluster": "c", "user_id": 1, "key_store": "file"}, KEY)
    assert paths.key_file.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
    return paths


@pytest.mark.parametrize("key", ["", "a b", "a\nb", "\u043aey", "a" * 513, "key\x7f"])
def test_validate_key_rejects_without_repeating_the_key(key: str) -> None:
    with pytest.raises(CallError) as raised:
        key_store.validate_key(key)
    assert raised.value.code is ErrorCode.KEY_MISSING
    assert not key or key not in raised.value.detail


def test_stored_key_is_loaded_and_shows_only_its_last_characters(stored: AppPaths) -> None:
    key = key_store.load(stored, "file")
    assert key.get_secret_value() == KEY
    assert key_store.key_hint(key) == "6789"
    assert "0123456789" not in repr(key) + str(key)
    assert key_store.key_hint(key_store.validate_key("short-key")) == ""


def test_missing_key_error_names_the_command_to_run(paths: AppPaths) -> None:
    with pytest.raises(CallError, match="voiso-call setup") as raised:
        key_store.load(paths, "file")
    assert raised.value.code is ErrorCode.KEY_MISSING


def test_key_is_replaced_atomically_and_deleted(stored: AppPaths) -> None:
    if sys.platform == "win32":  # there it is not replaced until the readers have closed it
        key_store.save(stored, "file", key_store.validate_key("test-key-new"))
    else:
        with stored.key_file.open() as old:
            key_store.save(stored, "file", key_store.validate_key("test-key-new"))
            assert old.read() == KEY, "a concurrent reader sees the whole old key"
    assert key_store.load(stored, "file").get_secret_value() == "test-key-new"
    assert [key_store.delete(stored, "file") for _ in range(2)] == [True, False]
    assert not stored.key_file.exists()


def _change_owner(file: Path) -> None:
    os.chown(file, 12345, 12345)


def _change_owner_of_folder(file: Path) -> None:
    file.parent.chmod(0o755)
    os.chown(file.parent, 12345, 12345)


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
    ("spoil", "advice"),
    [
        (lambda file: file.chmod(0o640), "chmod 600"),
        (lambda file: file.chmod(0o604), "chmod 600"),
        (lambda file: file.chmod(0o620), "chmod 600"),
        (lambda file: file.parent.chmod(0o777), "chmod go-w"),
        (lambda file: file.parent.chmod(0o775), "chmod go-w"),
        (lambda file: file.with_name("second").hardlink_to(file), "rm "),
        (lambda file: file.write_text("k" * 100_000), "correct or remove"),
        (_change_owner, "sudo chown"),
        (_change_owner_of_folder, "sudo chown"),
        (_symlink, "rm "),
        (_fifo, "move it away"),
        (_folder, "move it away"),
        (_device, "move it away"),
    ],
    ids=[
        *("readable by the group", "readable by all", "writable by the group"),
        *("folder writable by all", "folder writable by the group"),
        *(
            "hard link",
            "too large",
            "of another user",
            "folder of another user",
            "symlink",
            "FIFO",
            "folder",
            "device",
        ),
    ],
)
def test_insecure_key_file_is_refused_with_advice(
    stored: AppPaths, spoil: Callable[[Path], object], advice: str
) -> None:
    try:
        spoil(stored.key_file)
    except PermissionError:
        pytest.skip("only root can make this")
    with pytest.raises(CallError, match=advice) as raised:
        key_store.load(stored, "file")
    assert raised.value.code is ErrorCode.KEY_UNAVAILABLE
    assert str(stored.config) in raised.value.detail
    assert KEY not in raised.value.detail


@posix
def test_key_is_not_written_to_a_folder_of_others(stored: AppPaths) -> None:
    stored.config.chmod(0o777)
    with pytest.raises(CallError, match="chmod go-w"):
        key_store.save(stored, "file", key_store.validate_key("test-key-new"))
    assert stored.key_file.read_text() == KEY


@posix
def test_advice_for_a_readable_file_names_no_key_because_it_may_hold_none(tmp_path: Path) -> None:
    file = tmp_path / "dev_extensions.json"
    file.write_text("{}")
    file.chmod(0o644)
    with pytest.raises(secure_read.InsecureFileError) as raised:
        secure_read.read_secure(file, secret=True, limit=100)
    assert str(raised.value) == f"{file} can be read by others; run: chmod 600 {file}"


@posix
@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (lambda file: file.chmod(0o666), "chmod go-w"),
        (lambda file: file.chmod(0o620), "chmod go-w"),
        (lambda file: file.parent.chmod(0o777), "chmod go-w"),
        (_change_owner, "sudo chown"),
        (_change_owner_of_folder, "sudo chown"),
        (_fifo, "move it away"),
        (_device, "move it away"),
    ],
    ids=[
        *("writable by all", "writable by the group", "folder writable by all"),
        *("of another user", "folder of another user", "FIFO", "device"),
    ],
)
def test_insecure_settings_file_is_refused_with_advice(
    stored: AppPaths, spoil: Callable[[Path], object], advice: str
) -> None:
    try:
        spoil(stored.config_file)
    except PermissionError:
        pytest.skip("only root can make this")
    for read in (
        lambda: load_settings(stored.config_file),
        lambda: write_settings(stored, {"user_id": 2}, None),
    ):
        with pytest.raises(CallError, match=advice) as raised:
            read()
        assert raised.value.code is ErrorCode.NOT_CONFIGURED


@posix
def test_settings_may_be_a_symlink_and_readable_by_all(stored: AppPaths, tmp_path: Path) -> None:
    target = stored.config_file.rename(tmp_path / "dotfiles.toml")
    target.chmod(0o644)
    stored.config_file.symlink_to(target)
    assert load_settings(stored.config_file).user_id == 1
