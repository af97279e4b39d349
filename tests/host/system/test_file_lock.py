"""Locks between processes: exclusive, released when their process ends, and their file is kept."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voiso_call.system import file_lock

HOLDER = """
import sys
from pathlib import Path
from voiso_call.system import file_lock
lock = file_lock.acquire(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


@pytest.fixture
def holder(file: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_lock_of_another_process_is_seen_and_not_acquired(
    file: Path, holder: "subprocess.Popen[str]"
) -> None:
    assert file_lock.is_locked(file)
    with pytest.raises(OSError, match="could not be acquired"):
        file_lock.acquire(file)


def test_killed_process_releases_its_lock(file: Path, holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    assert not file_lock.is_locked(file)
    file_lock.acquire(file).release()


def test_exclusive_gives_up_after_its_timeout(
    file: Path, holder: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_lock, "TIMEOUT_S", 0.05)
    with pytest.raises(OSError, match="could not be acquired"), file_lock.exclusive(file):
        pass


def test_missing_file_is_not_locked_and_not_created(file: Path) -> None:
    assert not file_lock.is_locked(file)
    assert not file.exists()


def test_released_lock_keeps_its_private_file(file: Path) -> None:
    with file_lock.exclusive(file):
        assert file_lock.is_locked(file)
    assert not file_lock.is_locked(file)
    assert sys.platform == "win32" or file.stat().st_mode & 0o777 == 0o600


def test_file_that_cannot_be_opened_counts_as_locked(file: Path) -> None:
    file.mkdir()
    assert file_lock.is_locked(file)
