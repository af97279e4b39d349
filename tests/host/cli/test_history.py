"""`voiso-call history`: the last calls shown, exported for other programs, cleared; a damaged history."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli_runner import run, run_setup
from support.sandbox import posts, set_limits, setup_arguments
from support.sandbox_thread import sandbox_thread
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.messages import PlaceCall
from voiso_call.store.journal import Journal, Reservation

PAGE_TEXTS = ['=HYPERLINK("http://127.0.0.1/"&A1)', "@SUM(1)", "-1+1", '12,"34"', "+1+1"]


def write_calls(paths: AppPaths, *texts: str, count: int = 0) -> None:
    """Write calls into the journal: one with each text of a page, and `count` more."""
    journal = Journal(paths.journal_file, paths.process_locks, 50)
    for number, text in enumerate([*texts, *("a page" for _ in range(count))]):
        call = PlaceCall(
            type="place_call",
            request_id=f"call-{number:03}",
            number="+442079460000",
            original_text=text,
            page_origin="https://crm.example",
            trigger="click",
        )
        reservation = journal.reserve(call, None, datetime.now(UTC), lambda _: None)
        assert isinstance(reservation, Reservation)
        journal.mark_placed(reservation, f"test-call-{number}", datetime.now(UTC))
    journal.close()


def test_csv_export_contains_every_call_and_no_formula(paths: AppPaths) -> None:
    write_calls(paths, *PAGE_TEXTS, count=230)
    done = run("history", "--export", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 0
    assert [row["call_id"] for row in rows] == [f"test-call-{n}" for n in range(234, -1, -1)]
    assert {row["number"] for row in rows} == {"+442079460000"}, "a number is not a formula"
    exported = [row["original_text"] for row in reversed(rows)][: len(PAGE_TEXTS)]
    assert exported == [text if text[0] == "1" else f"'{text}" for text in PAGE_TEXTS]
    assert {(row["state"], row["page_origin"], row["trigger"]) for row in rows} == {
        ("placed", "https://crm.example", "click")
    }


def test_json_export_contains_every_call_with_all_fields(sandbox_url: str, paths: AppPaths) -> None:
    assert json.loads(run("history", "--export", "json").stdout) == []
    run_setup(sandbox_url)
    run("call", "+17015550141")
    run("call", "020 7946 0000")
    shown = json.loads(run("history", "--json").stdout)["calls"]
    assert json.loads(run("history", "--export", "json").stdout) == shown
    assert [call["state"] for call in shown] == ["placed", "refused"]
    write_calls(paths, count=230)
    assert len(json.loads(run("history", "--export", "json").stdout)) == 232


def test_csv_export_has_the_code_of_a_refused_call(sandbox_url: str) -> None:
    run_setup(sandbox_url)
    run("call", "+17015550141")
    [row] = csv.DictReader(io.StringIO(run("history", "--export", "csv").stdout))
    assert (row["state"], row["code"], row["call_id"]) == ("refused", "key_rejected", "")


def test_history_shows_each_result_in_words(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url)
    for number in ("020 7946 0000", "999", "+17015550125", "+17015550163"):
        run("call", number)
    done = run("history")
    rows = [line.split(maxsplit=4)[2:] for line in reversed(done.stdout.splitlines())]
    assert [row[:2] for row in rows] == [
        ["+442079460000", "placed"],
        ["999", "refused"],
        ["+17015550125", "refused"],
        ["+17015550163", "unknown"],
    ]
    assert rows[0][2].startswith("Call ID: ")
    assert [row[2] for row in rows[1:]] == [
        "Emergency numbers cannot be called with Click-to-Call. Use a phone.",
        "Voiso cannot ring you now.",
        "It is not known whether the call was placed.",
    ]
    assert done.stderr == ""
    assert "--export" in run("history", "--limit", "2").stderr


def test_history_shows_the_extension_of_a_number(paths: AppPaths) -> None:
    write_calls(paths, count=1)
    call = PlaceCall.model_validate(
        {
            "type": "place_call",
            "request_id": "call-0001",
            "number": "+442079460000",
            "phone_extension": "123",
            "trigger": "click",
        }
    )
    journal = Journal(paths.journal_file, paths.process_locks, 50)
    reservation = journal.reserve(call, None, datetime.now(UTC), lambda _: None)
    assert isinstance(reservation, Reservation)
    journal.mark_placed(reservation, "test-call-1", datetime.now(UTC))
    journal.close()
    lines = run("history").stdout.splitlines()
    assert any("+442079460000 ext. 123 placed   Call ID: test-call-1" in line for line in lines)
    assert len({line.index("placed") for line in lines}) == 1, "the columns are straight"


def test_cleared_calls_leave_the_disk_but_still_count_as_just_called(
    sandbox_url: str, sandbox_log: Path, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    set_limits(paths.config_file, repeat_window_s=3600)
    for number in ("020 7946 0000", "020 7946 0018"):
        run("call", number)
    unconfirmed = run("history", "--clear")
    assert (unconfirmed.returncode, "--yes" in unconfirmed.stderr) == (1, True)
    assert run("history", "--clear", "--yes").stdout == "Deleted 2 calls from the history.\n"
    assert run("history").stdout == "No calls yet.\n"
    assert run("history", "--clear", "--yes").stdout == "Deleted 0 calls from the history.\n"
    left = b"".join(file.read_bytes() for file in paths.state.rglob("*") if file.is_file())
    assert b"79460018" not in left
    assert b"7946 0018" not in left
    again = run("call", "020 7946 0018", "--json")
    assert json.loads(again.stdout)["reasons"] == ["just_called"], "cleared calls count too"
    assert len(posts(sandbox_log)) == 2


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
def test_conflicting_options_are_wrong_usage_and_clear_nothing(paths: AppPaths, arguments: list[str]) -> None:
    write_calls(paths, count=1)
    assert run("history", *arguments).returncode == 2
    assert len(json.loads(run("history", "--json").stdout)["calls"]) == 1


def test_damaged_journal_is_quarantined_and_its_path_shown(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(b"not a journal" * 1000)
    done = run("history", "--json")
    quarantined = json.loads(done.stdout)["quarantined_journal"]
    assert Path(quarantined).read_bytes() == b"not a journal" * 1000
    assert quarantined in run("history").stderr
    assert "Deleted 1 file of a damaged history.\n" in run("history", "--clear", "--yes").stdout
    assert (Path(quarantined).exists(), run("history").stderr) == (False, "")


def test_journal_that_cannot_be_opened_is_an_error(paths: AppPaths) -> None:
    paths.journal_file.mkdir(parents=True)
    done = run("history", "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "internal")
    assert str(paths.journal_file) in run("history").stderr


def test_first_call_after_a_damaged_journal_needs_confirmation(
    sandbox_url: str, sandbox_log: Path, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    paths.journal_file.parent.mkdir(parents=True, exist_ok=True)
    paths.journal_file.write_bytes(b"not a journal" * 1000)
    unconfirmed = run("call", "020 7946 0000")
    assert unconfirmed.returncode == 1
    assert "The call history was damaged." in unconfirmed.stderr
    assert "journal.damaged-" in unconfirmed.stderr
    assert posts(sandbox_log) == []
    assert run("call", "020 7946 0000", "--yes").returncode == 0
    assert run("call", "020 7946 0018").returncode == 0, "the confirmation is needed once"


def test_update_tells_how_the_shown_calls_ended(tmp_path: Path) -> None:
    with sandbox_thread(tmp_path / "log", call_duration_ms=0) as url:
        run_setup(url)
        for number in ("020 7946 0000", "+17015550170"):
            run("call", number)
        assert "Answered" not in run("history").stdout
        done = run("history", "--update")
    busy, answered = done.stdout.splitlines()
    assert re.search(r"\+17015550170 +placed +Busy\. Call ID: ", busy)
    assert re.search(r"\+442079460000 +placed +Answered, 0:00\. Call ID: ", answered)
    assert done.stderr == ""
    rows = list(csv.DictReader(io.StringIO(run("history", "--export", "csv").stdout)))
    assert [(row["disposition"], row["duration_s"]) for row in rows] == [("busy", "0"), ("answered", "0")]


def test_update_says_if_voiso_does_not_tell(tmp_path: Path) -> None:
    with sandbox_thread(tmp_path / "log") as url:
        run(*setup_arguments(url, region="GB"), typed="test-key-calls-only\n")
        run("call", "020 7946 0000")
        done = run("history", "--update")
    assert "placed   Call ID: " in done.stdout
    assert done.stderr == (
        "Voiso does not tell how calls ended: the API key needs the scope reporting.cdrs.read.\n"
    )
