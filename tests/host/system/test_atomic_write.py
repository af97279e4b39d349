"""Atomic file replacement: whole contents under concurrent writes, the given mode, no temporary file left."""

import os
from pathlib import Path

import pytest

from voiso_call.system import atomic_write


def test_two_writes_of_one_file_at_the_same_time_both_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "state/list.cache"

    def fsync_while_another_thread_writes(descriptor: int) -> None:
        monkeypatch.undo()
        atomic_write.write_atomic(file, b"second", 0o600)
        assert file.read_bytes() == b"second"
        os.fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fsync_while_another_thread_writes)
    atomic_write.write_atomic(file, b"first", 0o600)
    assert file.read_bytes() == b"first"
    assert list(file.parent.iterdir()) == [file]


def test_failed_write_keeps_the_file_and_leaves_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config/config.toml"
    file.parent.mkdir()
    file.write_text("previous")

    def disk_is_full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_is_full)
    with pytest.raises(OSError, match="No space"):
        atomic_write.write_atomic(file, "new", 0o600)
    assert file.read_text() == "previous"
    assert list(file.parent.iterdir()) == [file]
