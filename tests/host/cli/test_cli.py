"""The people's door, through the installed command: exit codes, the wire's replies, and no key anywhere."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.cli_process import COMMAND, KEY, posts, run, sandbox_process, set_up
from voiso_call.config.paths import AppPaths


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The real command, and the log it writes."""
    log = tmp_path / "sandbox.jsonl"
    with sandbox_process(log) as url:
        yield url, log


def test_set_up_call_and_look_back(sandbox: tuple[str, Path]) -> None:
    url, log = sandbox
    done = set_up(url, "--caller-id", "442079460999")
    assert (done.returncode, "to the sandbox" in done.stdout) == (0, True)

    placed = run("call", "020 7946 0000", "--json")
    assert placed.returncode == 0
    reply = json.loads(placed.stdout)
    [post] = posts(log)
    assert (reply["type"], reply["call_id"], reply["number"]) == (
        "call_placed",
        post["call_id"],
        "+442079460000",
    )
    assert post["body"] == {"user_id": 1234, "phone_number": "442079460000", "caller_id": "442079460999"}

    assert reply["call_id"] in run("history").stdout
    [call] = json.loads(run("history", "--json").stdout)["calls"]
    assert (call["call_id"], call["trigger"], call["state"]) == (reply["call_id"], "cli", "placed")


@pytest.mark.parametrize(
    ("number", "exit_code", "code"),
    [
        ("999", 1, "emergency_number"),
        ("12345", 1, "number_blocked"),
        ("+1415555", 1, "number_invalid"),
        ("+17015550141", 1, "key_rejected"),
        ("+17015550129", 1, "rate_limited"),
        ("+17015550150", 3, "voiso_failed"),
        ("+17015550160", 3, "voiso_failed"),
        ("+17015550163", 3, "call_outcome_unknown"),
    ],
)
def test_the_exit_code_tells_refused_from_unknown(
    sandbox: tuple[str, Path], number: str, exit_code: int, code: str
) -> None:
    set_up(sandbox[0])
    as_json = run("call", number, "--json")
    assert (as_json.returncode, json.loads(as_json.stdout)["code"]) == (exit_code, code)
    as_text = run("call", number, "--yes")  # whoever asks so soon again is asked back
    assert (as_text.returncode, code in as_text.stderr) == (exit_code, True)
    assert ("Agent Panel" in as_text.stderr) == (exit_code == 3)


def test_one_setting_is_changed_without_saying_the_others_again(
    sandbox: tuple[str, Path], paths: AppPaths
) -> None:
    set_up(sandbox[0])
    changed = run("setup", "--region", "US")
    assert changed.returncode == 0, changed.stderr
    assert 'default_region = "US"' in paths.config_file.read_text()
    assert "sandbox" in changed.stdout
    assert paths.key_file.read_text() == KEY
    other = run("setup", "--cluster", "cc-test")
    assert "Calls go to Voiso now" in other.stdout
    assert "base_url" not in paths.config_file.read_text()


def test_a_number_that_costs_extra_needs_a_yes(sandbox: tuple[str, Path]) -> None:
    set_up(sandbox[0])
    asked = run("call", "+44 909 8790000")
    assert (asked.returncode, "premium_rate" in asked.stderr) == (1, True)
    assert posts(sandbox[1]) == []
    assert run("call", "+44 909 8790000", "--yes").returncode == 0
    assert len(posts(sandbox[1])) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["call"], "number"),
        (["call", "+14155550100", "--region", "Britain"], "region"),
        (["call", "1" * 65], "number"),
        (["history", "--limit", "0"], "--limit"),
        (["setup", "--cluster", "c"], "--user-id --api-key-stdin"),
        (["setup", "--cluster", "c", "--user-id", "1", "--api-key-stdin"], "--key-store file"),
        (["setup", "--cluster", "c", "--user-id", "x"], "--user-id"),
        (["install", "--browser", "netscape"], "netscape"),
        (["install", "--browser", "firefox", "--user-data-dir", "x"], "Firefox"),
        (["sandbox", "--host", "0.0.0.0"], "0.0.0.0"),  # noqa: S104 - refused
        ([], "COMMAND"),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2_and_names_what_is_wrong(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "key", "said"),
    [
        (["--cluster", "evil.com/", "--key-store", "file"], KEY, "cluster"),
        (["--cluster", "c", "--key-store", "file", "--base-url", "http://10.0.0.1"], KEY, "base_url"),
        (["--cluster", "c", "--key-store", "file", "--region", "Britain"], KEY, "default_region"),
        (["--cluster", "c", "--key-store", "file"], "two words", "key_missing"),
        (["--cluster", "c", "--key-store", "file"], "", "key_missing"),
        (["--cluster", "c", "--key-store", "keyring"], KEY, "keyring"),
    ],
    ids=str,
)
def test_a_setup_that_cannot_work_is_refused_and_writes_nothing(
    arguments: list[str], key: str, said: str, paths: AppPaths
) -> None:
    done = run("setup", "--user-id", "1234", "--api-key-stdin", *arguments, typed=key)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not paths.config.exists()


def test_a_place_that_cannot_be_written_is_said_in_one_line(paths: AppPaths, home: Path) -> None:
    (home / ".mozilla").write_text("in the way")
    done = run("install", "--browser", "firefox")
    assert done.returncode == 1
    assert done.stderr.startswith("voiso-call: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a process group is interrupted otherwise there")
def test_interrupting_a_call_says_that_it_may_be_ringing(sandbox: tuple[str, Path]) -> None:
    set_up(sandbox[0])
    # A shell's background jobs ignore SIGINT, and so would their children: this one heeds it all the same.
    heed = "import os, signal as s, sys; s.signal(s.SIGINT, s.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", heed, str(COMMAND), "call", "+17015550162"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: posts(sandbox[1]), "the call to be sent")
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, "Agent Panel" in said, "Traceback" in said) == (3, True, False), said


def test_the_key_is_in_its_file_and_nowhere_else(sandbox: tuple[str, Path], paths: AppPaths) -> None:
    key = "test-key-calls-only"
    done = run(
        *["setup", "--cluster", "sandbox", "--user-id", "1234", "--base-url", sandbox[0]],
        *["--api-key-stdin", "--key-store", "file", "--json"],
        typed=key,
    )
    called = [run("call", number, "--json") for number in ("+14155550100", "+17015550141", "+17015550163")]
    outputs = [each.stdout + each.stderr for each in (done, *called, run("history", "--json"))]
    assert json.loads(done.stdout)["key_hint"] == "only"
    assert all(key not in output for output in outputs)
    assert paths.key_file.read_text() == key
    others = [file for file in paths.config.rglob("*") if file.is_file() and file != paths.key_file]
    assert others
    assert all(key.encode() not in file.read_bytes() for file in [*others, sandbox[1]])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_installing_says_what_it_does_and_a_dry_run_only_says(home: Path) -> None:
    dry = json.loads(run("install", "--browser", "firefox", "--dry-run", "--json").stdout)
    assert (dry["did"], Path(dry["manifest"]).exists()) == ("would write", False)
    wet = json.loads(run("install", "--browser", "firefox", "--json").stdout)
    assert (wet["did"], wet["manifest"], Path(wet["manifest"]).exists()) == ("wrote", dry["manifest"], True)
    assert json.loads(Path(wet["manifest"]).read_text()) == wet["content"]
    assert "would remove" in run("uninstall", "--browser", "firefox", "--dry-run").stdout
    assert Path(wet["manifest"]).exists()
    assert "removed" in run("uninstall", "--browser", "firefox").stdout
    assert "nothing of ours" in run("uninstall", "--browser", "firefox").stdout


def test_the_demo_shows_the_whole_line_and_keeps_nothing(paths: AppPaths) -> None:
    done = run("demo")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line[11:]) for line in done.stdout.splitlines() if line.startswith("host")]
    assert [reply["type"] for reply in told] == ["hello", "number_checked", "call_placed"]
    assert done.stdout.splitlines()[-1].endswith(told[-1]["call_id"])
    assert not paths.config.exists()


def test_check_tells_what_call_would_do_and_calls_nobody(sandbox: tuple[str, Path], paths: AppPaths) -> None:
    url, log = sandbox
    set_up(url)
    paths.config_file.write_text(
        paths.config_file.read_text("utf-8")
        + '[policy]\nblocked_prefixes = ["+33"]\ndo_not_call = "list.csv"\n'
    )
    (paths.config / "list.csv").write_text("020 7946 0001\n")
    fine = run("check", "020 7946 0000")
    assert (fine.returncode, fine.stdout.split()[-1]) == (0, "allow")
    assert "+44 20 7946 0000" in fine.stdout
    asked = run("check", "+44 909 879 0000")
    assert (asked.returncode, asked.stdout.splitlines()[-1]) == (0, "confirm premium_rate")
    for number, reason in (
        ("020 7946 0001", "do_not_call"),
        ("+33 1 99 00 12 34", "blocked_prefix"),
        ("999", "emergency"),
    ):
        denied = json.loads(run("check", number, "--json").stdout)
        assert (denied["decision"], denied["reasons"]) == ("deny", [reason])
        refused = run("call", number, "--yes", "--json")
        assert (refused.returncode, json.loads(refused.stdout)["params"]) == (1, {"reason": reason})
    (paths.config / "list.csv").unlink()
    stopped = run("call", "020 7946 0000")
    assert stopped.returncode == 1
    assert "not_configured" in stopped.stderr
    assert str(paths.config / "list.csv") in stopped.stderr
    assert posts(log) == []
    assert run("check", "1" * 65).returncode == 2
