"""The do-not-call list: numbers of a CSV file, their cache, lists that cannot be trusted or read."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import Settings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.policy import do_not_call as do_not_call_module
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.policy.do_not_call_rows import UnreadableRowError, read_rows
from voiso_call.system import secure_read


@pytest.fixture
def do_not_call(tmp_path: Path) -> DoNotCallList:
    """A list with a heading, a comment, national and international numbers and a second column."""
    file = tmp_path / "do-not-call.csv"
    file.write_text(
        "\ufeffnumber,since\r\n"
        "+44 20 7946 0001,2026-01-02\r\n"
        "020 7946 0002,2026-01-03\r\n"
        '"(020) 7946-0003",x\r\n'
        "\r\n"
        "# a comment of 2026\r\n"
        "00 33 1 99 00 12 34\r\n",
        "utf-8",
    )
    return DoNotCallList(file, tmp_path / "cache", "GB")


@pytest.mark.parametrize(
    ("e164", "is_listed"),
    [
        ("+442079460001", True),
        ("+442079460002", True),
        ("+442079460003", True),
        ("+33199001234", True),
        ("+442079460004", False),
        ("+4420794600", False),
        ("+12026", False),
    ],
)
def test_do_not_call_list_finds_numbers_in_any_spelling(
    do_not_call: DoNotCallList, e164: str, is_listed: bool
) -> None:
    assert do_not_call.contains(e164) is is_listed


def test_do_not_call_list_is_reloaded_on_change_and_cached(tmp_path: Path) -> None:
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("+442079460001\n")
    first = DoNotCallList(file, cache, None)
    assert first.contains("+442079460001")
    assert sys.platform == "win32" or cache.stat().st_mode & 0o777 == 0o600
    written_at = cache.stat().st_mtime_ns
    assert DoNotCallList(file, cache, None).contains("+442079460001")
    assert cache.stat().st_mtime_ns == written_at, "a new host uses the cached cache"
    file.write_text("+442079460001\n+442079460002\n")
    assert first.contains("+442079460002")
    cache.write_bytes(b"not a cache")
    assert DoNotCallList(file, cache, None).contains("+442079460002")


def test_cache_of_a_host_that_reads_lists_in_another_way_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("+4402079460001\n")
    with monkeypatch.context() as older:
        older.setattr(do_not_call_module, "READING_VERSION", 1)
        older.setattr(do_not_call_module, "read_rows", lambda *_: [4402079460001])
        assert not DoNotCallList(file, cache, None).contains("+442079460001")
    assert DoNotCallList(file, cache, None).contains("+442079460001")


@pytest.mark.parametrize("change", ["region", "file", "content", "metadata"])
def test_cache_of_another_state_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Size and time of the file stay the same."""
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("020 7946 0001\n")
    first = DoNotCallList(file, cache, "GB")
    assert first.contains("+442079460001")
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    region, number = "GB", "+442079460002"
    if change == "region":
        region, number = "IE", "+3532079460001"
    elif change == "metadata":
        monkeypatch.setattr("phonenumbers.__version__", "another")
        monkeypatch.setattr(do_not_call_module, "read_rows", lambda *_: [442079460002])
    else:
        if change == "file":
            file.rename(tmp_path / "earlier.csv")
        file.write_text("020 7946 0002\n")
        os.utime(file, ns=times)
        assert first.contains(number)
    assert DoNotCallList(file, cache, region).contains(number)


def test_damaged_cache_hides_no_number_of_the_list(tmp_path: Path) -> None:
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("+442079460001\n+442079460002\n")
    assert DoNotCallList(file, cache, None).contains("+442079460002")
    content = cache.read_bytes()
    damaged = [content[:end] for end in range(len(content))]  # cut off
    damaged += [content + bytes(8), content[:-1] + b"x", content[:-16] + bytes(16)]
    for number, damage in enumerate(damaged):
        cache.write_bytes(damage)
        assert DoNotCallList(file, cache, None).contains("+442079460002"), number
        assert cache.read_bytes() == content, number


def numbers_of(content: str, region: str | None = "GB") -> set[str]:
    """Return all numbers of a list, in E.164."""
    return {f"+{digits}" for digits in read_rows(content.splitlines(keepends=True), region)}


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("+44 (0)20 7946 0001", None, "+442079460001"),
        ("+4402079460001", None, "+442079460001"),
        ("+49 (0)30 123456", None, "+4930123456"),
        ("0415 555 0100", "US", "+14155550100"),  # is refused, and the number without the 0 is blocked too
        ("+1 0415 555 0100", None, "+14155550100"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("+5215512345678", None, "+525512345678"),
        ("+54 11 15 2345 6789", None, "+5491123456789"),
        ("+541115 2345 6789", None, "+5491123456789"),
        ("00 49 30 123456", None, "+4930123456"),
        ("0049 30 123456", "US", "+4930123456"),
        ("tel:+44-20-7946-0001", None, "+442079460001"),
        ("tel:7946-0001;phone-context=+44-20", None, "+442079460001"),
        ('"+44 20 7946 0001"', None, "+442079460001"),
        ("'+44 20 7946 0001", None, "+442079460001"),
        ("Smith,+44 20 7946 0001", None, "+442079460001"),
        ("4711,Smith,2026-01-02,020 7946 0001", "GB", "+442079460001"),
        ("Smith;+44 20 7946 0001;London", None, "+442079460001"),
        ("Smith\t020 7946 0001", "GB", "+442079460001"),
        ("020 7946 0001 (mobile)", "GB", "+442079460001"),
        ("Tel. 020 7946 0001 Bob", "GB", "+442079460001"),
        ("020 7946 0001 ext. 5", "GB", "+442079460001"),
        ("020 7946 0001 x5", "GB", "+442079460001"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("+98 9601", None, "+989601"),
        ("\u202a+44 20 7946 0001\u202c", None, "+442079460001"),
        ("\N{SUPERSCRIPT PLUS SIGN}44 20 7946 0001", "DE", "+442079460001"),
        ("\N{SMALL PLUS SIGN}442079460001", "DE", "+442079460001"),
        ("\N{HEAVY PLUS SIGN}442079460001", "DE", "+442079460001"),
        ("442079460001", "GB", "+442079460001"),
        ("442079460001", "US", "+442079460001"),
        ("442079460001", None, "+442079460001"),
        ("2079460001", "GB", "+442079460001"),
        ("4155550101", "US", "+14155550101"),
        ("+44 7700 900123", None, "+447700900123"),  # not valid: a call to it only needs a confirmation
    ],
)
def test_list_row_protects_its_number_in_any_spelling(text: str, region: str | None, e164: str) -> None:
    assert numbers_of(f"{text}\n", region) == {e164}


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("442079460001", "DE", "+442079460001"),
        ("442079460001", "IT", "+442079460001"),
        ("393331234567", "IT", "+393331234567"),  # read in Italy it is +39 393 331234567
        ("33 1 42 68 53 00", "DE", "+33142685300"),
        ("14155550101", "DE", "+14155550101"),
    ],
)
def test_list_row_with_a_country_code_but_no_plus_protects_its_number(
    text: str, region: str, e164: str
) -> None:
    assert e164 in numbers_of(f"{text}\n", region)


def test_list_row_protects_the_numbers_of_a_cell_of_any_length() -> None:
    numbers = [f"+4420794{number:05}" for number in range(100)]
    assert numbers_of(f'Smith,+442079460001,"{"; ".join(numbers)}"\n') == {"+442079460001", *numbers}


@pytest.mark.parametrize("date", ["2026-01-02", "02.01.2026", "1/2/2026", "2026-01-02T10:00:00Z"])
def test_date_in_a_list_is_no_number(date: str) -> None:
    assert numbers_of(f"030 123456,{date}\n", "DE") == {"+4930123456"}
    with pytest.raises(UnreadableRowError) as raised:
        numbers_of(f"number,since\nSmith,{date}\n", "DE")
    assert raised.value.line == 2


@pytest.mark.parametrize(
    ("row", "last_digits"),
    [
        ("+44 20 7946 0001/59", {"01", "59"}),
        ("020 7946 0001 / 0059", {"01", "59"}),
        ("020 7946 0001/2/3", {"01", "02", "03"}),
        ("020/7946 0001/59", {"01", "59"}),
        ("020 7946 0001/2 / 020 7946 0059/60", {"01", "02", "59", "60"}),
        ("020 7946 0001 / 020 7946 0059", {"01", "59"}),
        ("020 7946 0001 or 020 7946 0059", {"01", "59"}),
        ('"020 7946 0001, 020 7946 0059"', {"01", "59"}),
        ("020 7946 0001,020 7946 0059", {"01", "59"}),
        ('"020 7946 0001\n020 7946 0059"', {"01", "59"}),
        ("020 7946 0001 & 020 7946 0059", {"01", "59"}),
    ],
)
def test_list_row_protects_all_its_numbers(row: str, last_digits: set[str]) -> None:
    expected = {f"+4420794600{digits}" for digits in last_digits}
    assert numbers_of(f"{row}\n") >= expected


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"+442079460001\n020 7946 0002\n", 2),
        (b"number\n12345\n", 2),
        (b"+442079460001\n+123456789012345678901234\n", 2),
        (b"12345\n", 1),
        (b"020 7946 0002\n", 1),
        (b"number\nname\n", 2),
        (b"# comment\n\nnumber\n\nSmith\n", 5),
        (b"+442079460001\nSmith,2026-01-02\n", 2),
        (b"+442079460001\nSmith,02.01.2026 10:00\n", 2),
        (b"+442079460001\n+44 20 7946 0001122334455,+442079460003\n", 2),
        (b"+442079460001\n+442079460002,020 7946 0003 020 7946 0004\n", 2),
        (b"+442079460001\n+442079460002,020 7946 0003 - 020 7946 0004\n", 2),
        (b"+442079460001\n+442079460002,06 12 34 56 78 y 06 12 34 56 79\n", 2),
        (b'+442079460001\n"+442079460002\n+442079460003\n', None),
        (b"+44\xff", None),
        (None, None),
    ],
    ids=[
        "national without a region",
        "too short",
        "too long",
        "too short in the first row",
        "national in the first row",
        "two headings",
        "name after a heading",
        "only a date",
        "only a date and a time",
        "unreadable beside a number",
        "two numbers beside a number",
        "two numbers with a dash beside a number",
        "two numbers with a letter beside a number",
        "quotation mark without its counterpart",
        "not UTF-8",
        "no file",
    ],
)
def test_unreadable_do_not_call_list_blocks_all_calls(
    tmp_path: Path, content: bytes | None, line: int | None
) -> None:
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CallError) as raised:
        DoNotCallList(file, tmp_path / "cache", None).contains("+442079460001")
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
    assert (raised.value.params["field"], raised.value.params["line"]) == ("policy.do_not_call", line)
    assert not (tmp_path / "cache").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists, not by modes")
def test_linked_list_in_a_folder_that_others_can_change_blocks_all_calls(tmp_path: Path) -> None:
    shared, link = tmp_path / "shared", tmp_path / "list.csv"
    shared.mkdir()
    (shared / "list.csv").write_text("+442079460001\n")
    link.symlink_to(shared / "list.csv")
    shared.chmod(0o777)
    with pytest.raises(CallError, match="chmod go-w") as raised:
        DoNotCallList(link, tmp_path / "cache", None).contains("+442079460001")
    assert str(shared) in raised.value.detail


@pytest.mark.parametrize("name", ["~no-such-user/list.csv", "a\0b"], ids=["home of nobody", "NUL"])
def test_impossible_path_of_a_list_blocks_all_calls(paths: AppPaths, name: str) -> None:
    settings = Settings.model_validate({"cluster": "c", "user_id": 1, "policy": {"do_not_call": name}})
    with pytest.raises(CallError, match="all calls are blocked") as raised:
        DoNotCallList.from_settings(paths, settings).load()
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
    assert raised.value.params["field"] == "policy.do_not_call"


def test_cache_that_cannot_be_written_blocks_no_call(tmp_path: Path) -> None:
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("+442079460001\n")
    cache.mkdir()
    do_not_call = DoNotCallList(file, cache, None)
    assert do_not_call.contains("+442079460001")
    assert not do_not_call.contains("+442079460002")


def _replace_by_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists, not by modes")
@pytest.mark.parametrize("is_cached", [True, False], ids=["cached", "new"])
@pytest.mark.parametrize(
    ("spoil", "advice"),
    [
        (lambda file: file.chmod(0o666), "chmod go-w"),
        (_replace_by_fifo, "move it away"),
    ],
    ids=["writable by all", "FIFO"],
)
def test_list_that_others_can_change_blocks_all_calls(
    tmp_path: Path, spoil: Callable[[Path], object], advice: str, is_cached: bool
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("+442079460001\n")
    do_not_call = DoNotCallList(file, tmp_path / "cache", None)
    assert not is_cached or do_not_call.contains("+442079460001")
    spoil(file)
    with pytest.raises(CallError, match=advice) as raised:
        do_not_call.contains("+442079460001")
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
    assert raised.value.detail.count(str(file)) <= 2, "once as the place, once in the command"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists, not by modes")
def test_list_in_a_folder_that_others_can_change_blocks_all_calls(tmp_path: Path) -> None:
    file = tmp_path / "shared" / "list.csv"
    file.parent.mkdir()
    file.write_text("+442079460001\n")
    file.parent.chmod(0o777)
    with pytest.raises(CallError, match="chmod go-w"):
        DoNotCallList(file, tmp_path / "cache", None).contains("+442079460001")


def test_line_that_could_fill_the_memory_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("+442079460001\n" + 1000 * "\0")
    monkeypatch.setattr("voiso_call.policy.do_not_call._MAX_LINE_CHARS", 1000)
    with pytest.raises(CallError, match=r"line 2: a line of 1000 characters or more"):
        DoNotCallList(file, tmp_path / "cache", None).contains("+442079460001")


def test_german_number_of_more_than_15_digits_can_be_listed(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("+49 30 123456789012\n")
    assert DoNotCallList(file, tmp_path / "cache", None).contains("+4930123456789012")


def test_list_is_longer_than_any_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("".join(f"+4420{number:08}\n" for number in range(100_000)))
    assert DoNotCallList(file, tmp_path / "cache", None).contains("+442000099999")


def test_concurrent_lookups_parse_a_changed_list_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`place_call` and `get_status` have a list object each, and every request a thread of its own."""
    file, cache = tmp_path / "list.csv", tmp_path / "cache"
    file.write_text("".join(f"+4420{number:08}\n" for number in range(50_000)))
    lists = [DoNotCallList(file, cache, None), DoNotCallList(file, cache, None)]
    opened: list[Path] = []
    open_secure = secure_read.open_secure

    def count_reads(file: Path, **options: Any) -> Any:
        opened.append(file)
        return open_secure(file, **options)

    monkeypatch.setattr(secure_read, "open_secure", count_reads)
    barrier = threading.Barrier(4)

    def look_up(index: int) -> bool:
        barrier.wait()
        return lists[index % 2].contains("+442000049999")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look_up, range(4))) == [True] * 4
    assert opened == [file]
