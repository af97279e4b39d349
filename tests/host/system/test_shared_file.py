"""Files that another program has open on Windows are waited for, within limits; its errors are imitated."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from support.files_in_use import in_use
from voiso_call.credentials import file_backend
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.system import atomic_write, secure_read, shared_file


def fail_twice(operation: Callable[..., object], error: OSError) -> Callable[..., object]:
    """Return an operation that fails twice before it succeeds."""
    errors = [error, error]

    def attempt(*args: object, **kwargs: object) -> object:
        if errors:
            raise errors.pop()
        return operation(*args, **kwargs)

    return attempt


@pytest.mark.parametrize("number", [5, 32, 33, None])
def test_file_is_replaced_and_read_as_soon_as_no_other_program_has_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setattr(Path, "replace", fail_twice(Path.replace, in_use(number)))
    atomic_write.write_atomic(file, "new", 0o600)
    monkeypatch.setattr(os, "open", fail_twice(os.open, in_use(number)))
    assert secure_read.read_secure(file, secret=True, limit=10) == b"new"
    monkeypatch.setattr(Path, "unlink", fail_twice(Path.unlink, in_use(number)))
    assert file_backend.delete(file)


def test_file_that_stays_in_use_is_given_up_and_other_errors_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_file, "TIMEOUT_S", 0.05)
    attempts: list[int] = []

    def fail(error: OSError) -> None:
        attempts.append(1)
        raise error

    with pytest.raises(PermissionError):
        shared_file.retried(lambda: fail(in_use(32)))
    assert len(attempts) > 1
    attempts.clear()
    with pytest.raises(FileNotFoundError):
        shared_file.retried(lambda: fail(FileNotFoundError(2, "No such file")))
    assert len(attempts) == 1


def test_files_are_replaced_while_another_thread_reads_them_again_and_again(tmp_path: Path) -> None:
    file, done = tmp_path / "config.toml", threading.Event()
    atomic_write.write_atomic(file, "0", 0o600)
    problems: list[OSError] = []

    def read() -> None:
        while not done.is_set():
            try:
                secure_read.read_secure(file, secret=True, limit=10)
            except OSError as error:
                problems.append(error)
            done.wait(0.001)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(20):
            atomic_write.write_atomic(file, str(turn), 0o600)
    finally:
        done.set()
        reader.join()
    assert problems == []


def test_list_that_a_program_has_open_blocks_no_call_while_its_cache_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spreadsheet keeps others from opening a list that somebody edits."""
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("+442079460001\n")
    assert DoNotCallList(file, cache, None).contains("+442079460001")
    os_open = os.open

    def refuse(path: str | Path, *args: int) -> int:
        if Path(path) == file:
            raise in_use(32)
        return os_open(path, *args)

    monkeypatch.setattr(os, "open", refuse)
    assert DoNotCallList(file, cache, None).contains("+442079460001")
