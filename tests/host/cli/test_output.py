"""What commands print: hostile text of files, settings, Voiso and arguments neither controls nor misleads."""

import ast
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.cli_runner import CliResult, run, run_setup
from support.hostile_text import HOSTILE, hostile_left
from support.journal_helpers import NOW, open_journal, reserve
from voiso_call.cli import call as call_command
from voiso_call.cli import output
from voiso_call.config.paths import HOME_ENV_VAR, AppPaths
from voiso_call.diagnostics.event_log import EventLog
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import CallPlaced, Reply
from voiso_call.protocol.timestamp import timestamp
from voiso_call.store.journal import Reservation

STREAMS = ("stdout", "stderr")
CLI = Path(call_command.__file__).parent
FILE_NAME = "x\x1b[2J\n\u202e\u200b\x9b\udcff"  # all that a file name can hold on Linux


def assert_harmless(done: CliResult, lines: int | None = None) -> None:
    assert "Traceback" not in done.stderr
    assert hostile_left(done.stdout + done.stderr) == []
    assert not any(line.startswith("voiso-call: forged") for line in (done.stdout + done.stderr).split("\n"))
    if lines is not None:
        assert len((done.stdout + done.stderr).splitlines()) == lines


def test_log_prints_each_line_of_a_hostile_file_as_one(paths: AppPaths) -> None:
    paths.logs.mkdir(parents=True)
    text = HOSTILE.replace("\n", "").encode("utf-8", "surrogatepass") + b"\xff\n"
    paths.log_file.write_bytes(text * 3)
    done = run("log")
    assert_harmless(done, lines=3)
    assert done.stdout.count("before") == 3


def test_history_prints_hostile_rows_harmlessly(paths: AppPaths) -> None:
    journal = open_journal(paths)
    reservation = reserve(journal)
    assert isinstance(reservation, Reservation)
    journal.mark_placed(reservation, "test-call", NOW)
    journal.close()
    text = HOSTILE.encode("utf-8", "replace").decode()  # SQLite stores no lone surrogate
    with closing(sqlite3.connect(paths.journal_file)) as database, database:
        now = timestamp(datetime.now(UTC))  # else the call is older than the journal keeps
        database.execute(
            "UPDATE calls SET number = :text, international = :text, original_text = :text,"
            " page_origin = :text, call_id = :text, phone_extension = :text, requested_at = :now",
            {"text": text, "now": now},
        )
        database.execute("INSERT INTO metadata VALUES ('quarantined', ?)", [text])
    assert_harmless(run("history"), lines=2)
    for options in (["--json"], ["--export", "json"]):
        done = run("history", *options)
        assert_harmless(done)
        content = json.loads(done.stdout)
        [row] = content["calls"] if isinstance(content, dict) else content
        assert row["call_id"] == row["original_text"] == text
    assert_harmless(run("history", "--export", "csv"), lines=2)


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("is_placed", [True, False])
def test_call_prints_hostile_replies_harmlessly(
    sandbox_url: str, monkeypatch: pytest.MonkeyPatch, options: list[str], is_placed: bool
) -> None:
    run_setup(sandbox_url)

    text = HOSTILE.encode("utf-8", "replace").decode()

    def reply(*_: object) -> Reply:
        if not is_placed:
            raise CallError(ErrorCode.REQUEST_REJECTED, HOSTILE, status=422, messages=[text])
        return CallPlaced(call_id=text, number=text, international=text, placed_at=text, repeated=False)

    monkeypatch.setattr(call_command, "handle_request", reply)
    assert_harmless(run("call", "+14155550100", *options), lines=1)


def test_status_prints_hostile_settings_harmlessly(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url)
    text = HOSTILE.encode("utf-8", "replace").decode()
    with paths.config_file.open("a", encoding="utf-8") as file:
        file.write(f"[policy]\ndo_not_call = {json.dumps(text.replace(chr(0), ''))}\n")
    for options in ([], ["--json"]):
        assert_harmless(run("status", *options))


@pytest.mark.parametrize(
    "command",
    [["status"], ["log"], ["log", "--path"], ["install", "--list", "--json"], ["key", "delete"], ["history"]],
)
def test_hostile_file_names_are_printed_harmlessly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv(HOME_ENV_VAR, str(tmp_path / FILE_NAME))
    (tmp_path / FILE_NAME).mkdir()
    (tmp_path / FILE_NAME / "journal.sqlite3").mkdir()
    (tmp_path / FILE_NAME / "config.toml").write_text("cluster = 1")
    assert_harmless(run(*command))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--option\x1b[2J\n\u202e"],
        ["call", "+14155550100", "--option\x1b[2J\n\u202e"],
        ["install", "--browser", "\x1b[2J\n\u202e"],
        ["install", "--browser", "firefox", "--dev-id", "\x1b[2J\n\u202e"],
        ["setup", "--user-id", "\x1b[2J\n\u202e"],
        ["sandbox", "--host", "\x1b[2J\n\u202e"],
        ["call", "\x1b[2J\n\u202e"],
    ],
)
def test_hostile_arguments_are_quoted_harmlessly(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode != 0
    assert_harmless(done)


@pytest.mark.parametrize("write", [output.print_error, output.print_question, output.replace_line])
def test_hostile_text_on_standard_error_is_harmless(
    write: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Questions and countdowns, which come only at a terminal, like errors."""
    write(HOSTILE)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "before" in printed.err
    assert hostile_left(printed.err.removeprefix("\r").removesuffix("\n")) == []


def test_log_entries_hold_no_hostile_text(paths: AppPaths) -> None:
    log = EventLog()
    log.open(paths.log_file)
    log.event("test", text=HOSTILE)
    log.close()
    assert hostile_left(paths.log_file.read_text("utf-8")) == []
    assert len(paths.log_file.read_bytes().splitlines()) == 1


@pytest.mark.parametrize("file", sorted(CLI.glob("*.py")), ids=lambda file: file.name)
def test_commands_print_through_one_module_only(file: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    functions = {ast.unparse(call.func) for call in calls}
    writers = {"print", *(f"sys.{name}.{write}" for name in STREAMS for write in ("write", "writelines"))}
    assert file.name == "output.py" or functions.isdisjoint(writers)
    others = [call for call in calls if ast.unparse(call.func) != "is_terminal"]
    passed = {ast.unparse(argument) for call in others for argument in call.args}
    if file.name != "main.py":  # which sets them up
        assert passed.isdisjoint({f"sys.{name}" for name in STREAMS})
