"""What a person at a terminal is asked, and what their answers and their Ctrl-C do."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.cli_process import KEY, Terminal, posts, run, sandbox_process, set_limits, set_up
from voiso_call.config.paths import AppPaths

LATER = "+17015550129"  # the sandbox says "too many requests", and to come back in some seconds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Windows cannot be made here")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def url(log: Path) -> Iterator[str]:
    with sandbox_process(log) as url:
        yield url


def test_setup_asks_a_person_for_what_is_missing(paths: AppPaths) -> None:
    terminal = Terminal("setup", "--key-store", "file")
    for question, answer in (
        (b"Cluster", "evil.com/"),
        (b"one DNS label", "https://cc-test.voiso.com/stats"),
        (b"user ID", "twelve"),
        (b"like 1234", "1234"),
        (b"country", "UK"),
        (b"is GB", "gb"),
        (b"API key (not", KEY),
    ):
        terminal.expect(question)
        terminal.type(f"{answer}\n".encode())
    assert terminal.end() == 0
    assert paths.key_file.read_text() == KEY
    assert set(paths.config_file.read_text().splitlines()) == {
        *('key_store = "file"', 'cluster = "cc-test"', "user_id = 1234", 'default_region = "GB"')
    }
    assert KEY.encode() not in terminal.said


def test_a_call_that_voiso_wants_later_is_waited_for_in_sight_and_is_one_call(url: str, log: Path) -> None:
    set_up(url)
    terminal = Terminal("call", LATER)
    terminal.expect(b"calling again in 1 s")
    wait_until(lambda: len(posts(log)) == 3, "the third attempt")
    terminal.expect(b"rate_limited")
    assert terminal.end() == 1
    rows = json.loads(run("history", "--json").stdout)["calls"]
    assert [(row["state"], row["failure"]["code"]) for row in rows] == [("refused", "rate_limited")]


def test_whoever_does_not_want_to_wait_has_called_nobody(url: str, log: Path) -> None:
    set_up(url)
    terminal = Terminal("call", LATER)
    terminal.expect(b"Ctrl-C to cancel")
    terminal.type(b"\x03")
    terminal.expect(b"Not called.")
    assert terminal.end() == 130
    assert len(posts(log)) == 1


@pytest.mark.parametrize(("answer", "kept"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_the_history_is_forgotten_after_a_yes(url: str, answer: bytes, kept: int) -> None:
    set_up(url)
    run("call", "020 7946 0000")
    terminal = Terminal("history", "--clear")
    terminal.expect(b"[y/N]")
    terminal.type(answer)
    assert terminal.end() == (1 if kept else 0)
    assert len(json.loads(run("history", "--json").stdout)["calls"]) == kept


def test_a_second_call_within_moments_is_asked_about(url: str, log: Path, paths: AppPaths) -> None:
    set_up(url)
    set_limits(paths, repeat_window_s=3600)
    run("call", "020 7946 0000")
    terminal = Terminal("call", "020 7946 0000")
    terminal.expect(b"just_called. Call anyway? [y/N]")
    terminal.type(b"\n")
    assert terminal.end() == 1
    assert len(posts(log)) == 1
