"""The calls of before: told, exported for other programs, forgotten."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli_process import posts, run, sandbox_process, set_limits, set_up
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import PlaceCall
from voiso_call.store.journal import Journal

WRITTEN = ['=HYPERLINK("http://127.0.0.1/"&A1)', "@SUM(1)", "-1+1", '12,"34"', "+1+1"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def url(log: Path) -> Iterator[str]:
    with sandbox_process(log) as url:
        yield url


def many(paths: AppPaths, *written: str, count: int = 0) -> None:
    """Write calls down that never were."""
    journal = Journal(paths.journal_file, paths.process_locks, 50)
    for number, text in enumerate([*written, *("a page" for _ in range(count))]):
        call = PlaceCall(
            type="place_call",
            request_id=f"gesture-{number}",
            number="+442079460000",
            original_text=text,
            page="https://crm.example",
            trigger="click",
        )
        journal.reserve(call, None, datetime.now(UTC), lambda _: None)
        journal.mark_placed(call.request_id, f"test-call-{number}", datetime.now(UTC))
    journal.close()


def test_every_call_is_exported_for_a_spreadsheet_that_computes_nothing(paths: AppPaths) -> None:
    many(paths, *WRITTEN, count=230)
    done = run("history", "--export", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert [row["call_id"] for row in rows] == [f"test-call-{n}" for n in range(234, -1, -1)]
    assert {row["number"] for row in rows} == {"+442079460000"}, "a number is not a formula"
    written = [row["original_text"] for row in reversed(rows)][: len(WRITTEN)]
    assert written == [text if text[0] == "1" else f"'{text}" for text in WRITTEN]
    assert {(row["state"], row["page"], row["trigger"]) for row in rows} == {
        ("placed", "https://crm.example", "click")
    }


def test_every_call_is_exported_as_json_with_all_that_is_known(url: str, paths: AppPaths) -> None:
    assert json.loads(run("history", "--export", "json").stdout) == []
    set_up(url)
    run("call", "+17015550141")
    run("call", "020 7946 0000")
    told = json.loads(run("history", "--json").stdout)["calls"]
    assert json.loads(run("history", "--export", "json").stdout) == told
    assert [call["state"] for call in told] == ["placed", "refused"]
    many(paths, count=230)
    assert len(json.loads(run("history", "--export", "json").stdout)) == 232


def test_a_refused_call_is_exported_with_its_code(url: str) -> None:
    set_up(url)
    run("call", "+17015550141")
    [row] = csv.DictReader(io.StringIO(run("history", "--export", "csv").stdout))
    assert (row["state"], row["code"], row["call_id"]) == ("refused", "key_rejected", "")


def test_what_is_forgotten_is_on_the_disk_no_more_and_is_not_dialled_again(
    url: str, log: Path, paths: AppPaths
) -> None:
    set_up(url)
    set_limits(paths, repeat_window_s=3600)
    for number in ("020 7946 0000", "020 7946 0018"):
        run("call", number)
    unsure = run("history", "--clear")
    assert (unsure.returncode, "--yes" in unsure.stderr) == (1, True)
    assert run("history", "--clear", "--yes").stdout == "Deleted 2 calls from the history.\n"
    assert run("history").stdout == "No calls yet.\n"
    assert run("history", "--clear", "--yes").stdout == "Deleted 0 calls from the history.\n"
    left = b"".join(file.read_bytes() for file in paths.state.rglob("*") if file.is_file())
    assert b"79460018" not in left
    assert b"7946 0018" not in left
    again = run("call", "020 7946 0018", "--json")
    assert json.loads(again.stdout)["reasons"] == ["just_called"], "also of what was forgotten"
    assert len(posts(log)) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--limit", "0"],
        ["--limit", "101"],
        ["--limit", "x"],
        ["--limit", "5", "--clear"],
        ["--limit", "5", "--export", "csv"],
        ["--export", "xlsx"],
        ["--export", "csv", "--clear"],
        ["--json", "--clear"],
        ["--yes"],
    ],
)
def test_what_does_not_go_together_is_wrong_usage_and_forgets_nothing(
    paths: AppPaths, arguments: list[str]
) -> None:
    many(paths, count=1)
    assert run("history", *arguments).returncode == 2
    assert len(json.loads(run("history", "--json").stdout)["calls"]) == 1


def test_a_journal_that_is_damaged_is_set_aside_and_its_name_is_told(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(b"not a journal" * 1000)
    done = run("history", "--json")
    aside = json.loads(done.stdout)["quarantined_journal"]
    assert Path(aside).read_bytes() == b"not a journal" * 1000
    assert aside in run("history").stderr


def test_a_journal_that_cannot_be_opened_is_said_and_not_passed_over(paths: AppPaths) -> None:
    paths.journal_file.mkdir(parents=True)
    done = run("history", "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "internal")
    assert str(paths.journal_file) in run("history").stderr


def test_after_that_the_first_call_needs_a_go_ahead(url: str, log: Path, paths: AppPaths) -> None:
    set_up(url)
    paths.journal_file.parent.mkdir(parents=True, exist_ok=True)
    paths.journal_file.write_bytes(b"not a journal" * 1000)
    stopped = run("call", "020 7946 0000")
    assert stopped.returncode == 1
    assert "journal_quarantined: " in stopped.stderr
    assert "journal.damaged-" in stopped.stderr
    assert posts(log) == []
    assert run("call", "020 7946 0000", "--yes").returncode == 0
    assert run("call", "020 7946 0018").returncode == 0, "asked once"
