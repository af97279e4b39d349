"""Settings and key are written together or not at all, and what the agent wrote into the file is kept."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings
from voiso_call.credentials import key_store, keyring_backend
from voiso_call.errors import CallError, ErrorCode
from voiso_call.provisioning import settings_writer
from voiso_call.provisioning.settings_writer import replace_key, write_settings
from voiso_call.system import file_lock


def test_write_settings_keeps_comments_and_other_settings(paths: AppPaths) -> None:
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(
        '# ours\ncluster = "old"  # the cluster\nuser_id = 1\ncaller_ids = ["442079460000"]\n'
    )
    write_settings(paths, {"cluster": "https://new.voiso.com/stats", "user_id": 2}, "test-key-1")
    assert paths.config_file.read_text("utf-8") == (
        '# ours\ncluster = "new"  # the cluster\nuser_id = 2\ncaller_ids = ["442079460000"]\n'
    )


def test_rejected_write_settings_changes_nothing(paths: AppPaths) -> None:
    write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    before = {file: file.read_bytes() for file in paths.config.iterdir()}
    for settings, key in (
        ({"cluster": "evil.com/"}, "test-key-2"),
        ({"sandbox_url": "http://10.0.0.1"}, "test-key-2"),
        ({"cluster": "d"}, "two words"),
    ):
        with pytest.raises(CallError):
            write_settings(paths, settings, key)
    assert {file: file.read_bytes() for file in paths.config.iterdir()} == before


def test_write_settings_leaves_no_temporary_files(paths: AppPaths) -> None:
    for _ in range(2):
        write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    assert sorted(file.name for file in paths.config.iterdir()) == ["api_key", "config.lock", "config.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_write_settings_follows_a_link_and_keeps_it(paths: AppPaths, tmp_path: Path) -> None:
    linked = tmp_path / "dotfiles" / "voiso.toml"
    linked.parent.mkdir(mode=0o700)
    linked.write_text('cluster = "c"\nuser_id = 1\n')
    paths.config.mkdir(parents=True)
    paths.config_file.symlink_to(linked)
    write_settings(paths, {"user_id": 2}, "test-key-1")
    assert paths.config_file.is_symlink()
    assert linked.read_text() == 'cluster = "c"\nuser_id = 2\n'
    assert [file.name for file in linked.parent.iterdir()] == ["voiso.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of POSIX")
def test_write_settings_refuses_a_link_into_a_folder_that_others_can_write(
    paths: AppPaths, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    paths.config.mkdir(parents=True)
    paths.config_file.symlink_to(shared / "voiso.toml")
    with pytest.raises(CallError, match=r"not_configured: .*shared can be written by others"):
        write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    assert list(shared.iterdir()) == []
    assert not paths.key_file.exists()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A keyring in memory."""
    stored: dict[str, str] = {}
    monkeypatch.setattr(keyring_backend, "load", stored.get)
    monkeypatch.setattr(keyring_backend, "save", stored.__setitem__)
    monkeypatch.setattr(keyring_backend, "delete", lambda account: stored.pop(account, None) is not None)
    return stored


@pytest.mark.parametrize(
    ("change", "step", "key"),
    [
        (lambda paths: write_settings(paths, {"user_id": 2}, None), "load_admin_settings", "test-key-1"),
        (lambda paths: replace_key(paths, "test-key-2"), "load_incomplete_settings", "test-key-2"),
    ],
    ids=["settings", "key"],
)
def test_key_that_moves_while_another_program_writes_is_not_lost(
    paths: AppPaths,
    keyring: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[AppPaths], object],
    step: str,
    key: str,
) -> None:
    """One change has read the settings; the key moves to a file, unless that waits; the change goes on."""
    write_settings(paths, {"cluster": "c", "user_id": 1, "key_store": "keyring"}, "test-key-1")
    moves_or_waits = Event()

    def move_key() -> None:
        write_settings(paths, {"key_store": "file"}, None)
        moves_or_waits.set()

    mover = Thread(target=move_key, daemon=True)
    original, exclusive = getattr(settings_writer, step), file_lock.exclusive

    @contextmanager
    def lock(file: Path) -> Iterator[None]:
        if file.exists() and file_lock.is_locked(file):
            moves_or_waits.set()
        with exclusive(file):
            yield

    def read_then_let_the_key_move(*values: Path) -> object:
        monkeypatch.setattr(settings_writer, step, original)
        settings = original(*values)
        mover.start()
        assert moves_or_waits.wait(20)
        return settings

    monkeypatch.setattr(file_lock, "exclusive", lock)
    monkeypatch.setattr(settings_writer, step, read_then_let_the_key_move)
    change(paths)
    mover.join(20)
    store = load_settings(paths.config_file).key_store
    assert store == "file"
    assert key_store.load(paths, store).get_secret_value() == key
    assert keyring == {}


def test_change_of_settings_gives_up_waiting_for_another_one(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "TIMEOUT_S", 0)
    paths.state.mkdir(parents=True)
    with file_lock.exclusive(paths.config_lock), pytest.raises(CallError) as raised:
        write_settings(paths, {"cluster": "c", "user_id": 1}, "test-key-1")
    assert (raised.value.code, raised.value.params["problem"]) == (
        ErrorCode.NOT_CONFIGURED,
        "another program is changing the settings; try again when it has finished",
    )
    assert not paths.config_file.exists()
