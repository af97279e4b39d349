"""`voiso-call` on a terminal: its questions, the answers, and Ctrl-C."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.cli_process import TerminalSession
from support.cli_runner import run, run_setup
from support.fork_server import ForkServer
from support.sandbox import API_KEY, posts, set_limits
from voiso_call.config.paths import AppPaths

ALWAYS_REFUSED = "+17015550129"  # the sandbox answers 429 with a Retry-After of two seconds
ALL_BUT_THE_KEY = ["--no-check", "--cluster", "cc-test", "--user-id", "1", "--region", "GB"]

StartTerminal = Callable[..., TerminalSession]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is of POSIX")


@pytest.fixture
def start(forks: ForkServer | None) -> StartTerminal:
    """Start the command with arguments, on a terminal."""
    return partial(TerminalSession, forks)


def test_setup_asks_for_missing_settings_until_they_are_valid(start: StartTerminal, paths: AppPaths) -> None:
    terminal = start("setup", "--key-store", "file", "--no-check")
    for question, answer in (
        (b"Cluster", "evil.com/"),
        (b"first part of your account", "https://cc-test.voiso.com/stats"),
        (b"user ID", "twelve"),
        (b"like 1234", "0"),
        (b"1 or more", "1234"),
        (b"country", "UK"),
        (b"is GB", "gb"),
        (b"API key (not", API_KEY),
    ):
        terminal.expect(question)
        terminal.type(f"{answer}\n".encode())
    assert terminal.wait() == 0
    assert paths.key_file.read_text() == API_KEY
    assert set(paths.config_file.read_text().splitlines()) == {
        *('key_store = "file"', 'cluster = "cc-test"', "user_id = 1234", 'default_region = "GB"')
    }
    assert API_KEY.encode() not in terminal.output


def test_setup_asks_again_for_a_key_that_is_blank_and_keeps_the_answers(
    start: StartTerminal, paths: AppPaths
) -> None:
    terminal = start("setup", "--key-store", "file", "--no-check")
    for question, answer in (
        (b"Cluster", "cc-test"),
        (b"user ID", "1234"),
        (b"country", "gb"),
        (b"API key (not", ""),
        (b"no API key was entered\r\nAPI key (not", "two words"),
        (b"printable ASCII characters\r\nAPI key (not", API_KEY),
    ):
        terminal.expect(question)
        terminal.type(f"{answer}\n".encode())
    assert terminal.wait() == 0
    assert paths.key_file.read_text() == API_KEY
    assert "user_id = 1234" in paths.config_file.read_text()
    assert (terminal.output.count(b"Agent's user ID"), terminal.output.count(b"API key (not")) == (1, 3)


@pytest.mark.parametrize(("answer", "exit_code"), [(b"y\n", 0), (b"\n", 2)])
def test_setup_offers_the_file_where_no_keyring_answers(
    start: StartTerminal, paths: AppPaths, monkeypatch: pytest.MonkeyPatch, answer: bytes, exit_code: int
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    terminal = start("setup", *ALL_BUT_THE_KEY)
    terminal.expect(b"[y/N]")
    terminal.type(answer)
    if exit_code == 0:
        terminal.expect(b"API key (not")
        terminal.type(f"{API_KEY}\n".encode())
        terminal.expect(b"Saved: ")
    else:
        terminal.expect(b"[key_unavailable]")
    assert terminal.wait() == exit_code
    assert paths.key_file.exists() == (exit_code == 0)
    assert 'cluster = "cc-test"' in paths.config_file.read_text()
    assert b"Exception" not in terminal.output


def test_setup_without_a_keyring_keeps_the_answers_of_a_person_who_stops_at_the_key(
    start: StartTerminal, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    terminal = start("setup", "--no-check")
    for question, answer in (
        (b"Ctrl-C ends it", ""),
        (b"first part of your account", "cc-test"),
        (b"user ID", "1234"),
        (b"country", "gb"),
        (b"[y/N]", "y"),
        (b"API key (not", "\x03"),
    ):
        terminal.expect(question)
        terminal.type(answer.encode() if answer == "\x03" else f"{answer}\n".encode())
    assert terminal.wait() != 0
    assert terminal.output.count(b"Ctrl-C") == 1
    assert set(paths.config_file.read_text().splitlines()) == {
        *('cluster = "cc-test"', "user_id = 1234", 'default_region = "GB"')
    }
    assert not paths.key_file.exists()
    again = start("setup", "--no-check")
    for question in (b"[cc-test]", b"[1234]", b"[GB]"):
        again.expect(question)
        again.type(b"\n")
    again.expect(b"[y/N]")
    again.type(b"\x03")
    assert again.wait() != 0


def test_setup_offers_the_file_for_a_new_key_if_the_old_keyring_is_gone(
    start: StartTerminal, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    paths.config.mkdir(parents=True)
    paths.config_file.write_text('cluster = "cc-test"\nuser_id = 1\nkey_store = "keyring"\n')
    terminal = start("setup", *ALL_BUT_THE_KEY)
    terminal.expect(b"API key (not")
    terminal.type(f"{API_KEY}\n".encode())
    terminal.expect(b"[y/N]")
    terminal.type(b"y\n")
    terminal.expect(b"An old API key may still be in the system's keyring")
    assert terminal.wait() == 0
    assert paths.key_file.read_text() == API_KEY
    assert 'key_store = "file"' in paths.config_file.read_text()


def test_rate_limited_call_counts_down_and_is_retried_as_one_call(
    start: StartTerminal, sandbox_url: str, sandbox_log: Path
) -> None:
    run_setup(sandbox_url)
    terminal = start("call", ALWAYS_REFUSED)
    terminal.expect(b"calling again in 1 s")
    wait_until(lambda: len(posts(sandbox_log)) == 3, "the third attempt")
    terminal.expect(b"rate_limited")
    assert terminal.wait() == 1
    rows = json.loads(run("history", "--json").stdout)["calls"]
    assert [(row["state"], row["failure"]["code"]) for row in rows] == [("refused", "rate_limited")]


def test_ctrl_c_during_the_countdown_cancels_the_call(
    start: StartTerminal, sandbox_url: str, sandbox_log: Path
) -> None:
    run_setup(sandbox_url)
    terminal = start("call", ALWAYS_REFUSED)
    terminal.expect(b"Ctrl-C to cancel")
    terminal.type(b"\x03")
    terminal.expect(b"Not called.")
    assert terminal.wait() == 130
    assert len(posts(sandbox_log)) == 1


@pytest.mark.parametrize(("answer", "kept"), [(b"n\n", 1), (b"\n", 1), (b"\x04", 1), (b"y\n", 0)])
def test_history_is_cleared_after_yes_alone(
    start: StartTerminal, sandbox_url: str, answer: bytes, kept: int
) -> None:
    run_setup(sandbox_url)
    run("call", "020 7946 0000")
    terminal = start("history", "--clear")
    terminal.expect(b"[y/N]")
    terminal.type(answer)
    terminal.expect(b"Nothing was deleted." if kept else b"Deleted 1 call from the history.")
    assert terminal.wait() == (1 if kept else 0)
    assert len(json.loads(run("history", "--json").stdout)["calls"]) == kept


@pytest.mark.parametrize(
    ("answer", "exit_code"),
    [(b"\n", 1), (b"n\n", 1), (b"\x04", 1), (b"\x03", 130)],
    ids=["enter", "n", "ctrl-d", "ctrl-c"],
)
def test_call_repeated_at_once_is_placed_after_yes_alone(
    start: StartTerminal, sandbox_url: str, sandbox_log: Path, paths: AppPaths, answer: bytes, exit_code: int
) -> None:
    run_setup(sandbox_url)
    set_limits(paths.config_file, repeat_window_s=3600)
    run("call", "020 7946 0000")
    terminal = start("call", "020 7946 0000")
    terminal.expect(b"You called this number just now. Call anyway? [y/N]")
    terminal.type(answer)
    terminal.expect(b"Not called.")
    assert terminal.wait() == exit_code
    assert len(posts(sandbox_log)) == 1


@pytest.mark.parametrize(
    ("answer", "output", "exit_code"), [(b"y\n", b"Call placed", 0), (b"n\n", b"Not called.", 1)]
)
def test_call_asks_again_for_a_reason_that_was_added_after_the_question(
    start: StartTerminal,
    sandbox_url: str,
    sandbox_log: Path,
    paths: AppPaths,
    answer: bytes,
    output: bytes,
    exit_code: int,
) -> None:
    run_setup(sandbox_url)
    set_limits(paths.config_file, repeat_window_s=3600)
    terminal = start("call", "+44 909 8790000")
    terminal.expect(b"premium rate number")
    terminal.expect(b"[y/N]")
    run("call", "+44 909 8790000", "--yes")
    terminal.type(b"y\n")
    terminal.expect(b"\nYou called this number just now. Call anyway? [y/N]")
    terminal.type(answer)
    terminal.expect(output)
    assert terminal.wait() == exit_code
    assert len(posts(sandbox_log)) == (2 if exit_code == 0 else 1)


def test_setup_deletes_the_country_after_a_dash(
    start: StartTerminal, sandbox_url: str, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    terminal = start("setup")
    for question, answer in ((b"<cluster>", ""), (b"user ID", ""), (b"country", "-"), (b"API key (not", "")):
        terminal.expect(question)
        terminal.type(f"{answer}\n".encode())
    assert terminal.wait() == 0
    assert "default_region" not in paths.config_file.read_text()


def test_setup_with_enter_alone_changes_nothing(
    start: StartTerminal, sandbox_url: str, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    previous = sorted(paths.config_file.read_text().splitlines())
    terminal = start("setup")
    for question in (b"<cluster>", b"user ID", b"country", b"API key (not"):
        terminal.expect(question)
        terminal.type(b"\n")
    terminal.expect(b"Calls go to the sandbox")
    assert terminal.wait() == 0
    assert sorted(paths.config_file.read_text().splitlines()) == previous
