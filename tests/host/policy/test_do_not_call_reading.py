"""Reading a long do-not-call list: who does not wait learns that it is being read; it is read once."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import do_not_call as do_not_call_module
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.policy.do_not_call_rows import read_rows

LISTED = "+442079460001"
TIMEOUT_S = 30


class SlowRows:
    """Takes the place of `read_rows`: counts the readings, each of which waits until it may go on."""

    def __init__(self) -> None:
        self.count = 0
        self.may_go_on = threading.Event()
        self._read_rows = read_rows

    def __call__(self, *arguments: Any) -> Iterator[int]:
        self.count += 1
        assert self.may_go_on.wait(TIMEOUT_S)
        return self._read_rows(*arguments)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowRows]:
    slow = SlowRows()
    monkeypatch.setattr(do_not_call_module, "read_rows", slow)
    yield slow
    slow.may_go_on.set()  # no reading may go on in another test


def impatient(folder: Path) -> DoNotCallList:
    return DoNotCallList(folder / "list.csv", folder / "cache", None, max_wait_s=0)


def settled(numbers: DoNotCallList) -> bool | CallError:
    """Return whether the number is on the list, or what prevents that, once the list is not being read."""
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            return numbers.contains(LISTED)
        except CallError as error:
            if error.params.get("cause") != "being_read":
                return error
            time.sleep(0.01)
    raise TimeoutError


def test_who_does_not_wait_learns_that_the_list_is_being_read(tmp_path: Path, rows: SlowRows) -> None:
    (tmp_path / "list.csv").write_text(f"{LISTED}\n")
    for _ in range(3):
        with pytest.raises(CallError, match="still being read; try again in a minute") as raised:
            impatient(tmp_path).contains(LISTED)
        assert raised.value.code is ErrorCode.NOT_CONFIGURED
        assert raised.value.params["field"] == "policy.do_not_call"
    rows.may_go_on.set()
    assert settled(impatient(tmp_path)) is True
    assert rows.count == 1


def test_wrong_row_at_the_end_of_a_long_list_is_told_also_to_who_asks_later(
    tmp_path: Path, rows: SlowRows
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"{LISTED}\n1234\n")
    rows.may_go_on.set()
    for _ in range(3):
        error = settled(impatient(tmp_path))
        assert isinstance(error, CallError)
        assert error.params["line"] == 2
    assert rows.count == 1, "each of them would have been told that it is being read"
    file.write_text(f"{LISTED}\n")
    assert settled(impatient(tmp_path)) is True


def test_long_list_that_cannot_be_cached_is_not_read_for_each_request(tmp_path: Path, rows: SlowRows) -> None:
    (tmp_path / "list.csv").write_text(f"{LISTED}\n")
    (tmp_path / "cache").mkdir()
    rows.may_go_on.set()
    assert [settled(impatient(tmp_path)) for _ in range(3)] == [True] * 3
    assert rows.count == 1


def test_list_that_changes_while_it_is_read_is_read_again(tmp_path: Path, rows: SlowRows) -> None:
    file = tmp_path / "list.csv"
    file.write_text("+442079460002\n")
    with pytest.raises(CallError, match="being read"):
        impatient(tmp_path).load()
    (tmp_path / "new.csv").write_text(f"{LISTED}\n")
    (tmp_path / "new.csv").replace(file)
    with pytest.raises(CallError, match="being read"):
        impatient(tmp_path).load()
    assert rows.count < 2, "one after the other"
    rows.may_go_on.set()
    assert settled(impatient(tmp_path)) is True
