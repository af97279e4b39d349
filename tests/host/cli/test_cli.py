"""`voiso-call` without a terminal: exit codes, replies as JSON, wrong usage, and no API key in any output.

Most commands run in this process; those about processes, signals and the installed program start it.
"""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support.browser.polling import wait_until
from support.cli_process import run_process
from support.cli_runner import run, run_setup
from support.sandbox import API_KEY, COMMAND, posts, setup_arguments
from voiso_call.config.paths import AppPaths
from voiso_call.credentials import file_backend, keyring_backend
from voiso_call.errors import CallError, ErrorCode


def test_installed_command_sets_up_calls_and_shows_the_history(sandbox_url: str, sandbox_log: Path) -> None:
    arguments = [*setup_arguments(sandbox_url, region="GB"), "--caller-id", "442079460999"]
    setup = run_process(*arguments, typed=f"{API_KEY}\n")
    assert (setup.returncode, "to the sandbox" in setup.stdout) == (0, True)

    placed = run_process("call", "020 7946 0000", "--json")
    assert placed.returncode == 0
    reply = json.loads(placed.stdout)
    [post] = posts(sandbox_log)
    assert (reply["type"], reply["call_id"], reply["number"]) == (
        "call_placed",
        post["call_id"],
        "+442079460000",
    )
    assert post["body"] == {"user_id": 1234, "phone_number": "442079460000", "caller_id": "442079460999"}

    assert reply["call_id"] in run_process("history").stdout
    [call] = json.loads(run("history", "--json").stdout)["calls"]
    assert (call["call_id"], call["trigger"], call["state"]) == (reply["call_id"], "cli", "placed")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "output"),
    [(["--version"], 0, "."), (["call"], 2, "usage: voiso-call call"), (["call", "999"], 1, "voiso-call: ")],
    ids=str,
)
def test_installed_command_exits_with_the_code_of_its_main_function(
    arguments: list[str], exit_code: int, output: str
) -> None:
    done = run_process(*arguments)
    assert (done.returncode, output in done.stdout + done.stderr) == (exit_code, True), done.stderr


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
def test_call_exit_code_is_1_when_refused_and_3_when_unknown(
    sandbox_url: str, number: str, exit_code: int, code: str
) -> None:
    run_setup(sandbox_url)
    as_json = run("call", number, "--json")
    assert (as_json.returncode, json.loads(as_json.stdout)["code"]) == (exit_code, code)
    as_text = run("call", number, "--yes")  # a number called moments ago needs confirmation
    assert (as_text.returncode, code in as_text.stderr) == (exit_code, True)
    assert ("Agent Panel" in as_text.stderr) == (exit_code == 3)


def test_setup_changes_one_setting_and_keeps_the_others(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url)
    changed = run("setup", "--region", "US")
    assert changed.returncode == 0, changed.stderr
    assert 'default_region = "US"' in paths.config_file.read_text()
    assert "sandbox" in changed.stdout
    assert paths.key_file.read_text() == API_KEY
    other = run("setup", "--cluster", "cc-test", "--no-check")
    assert "Calls go to Voiso now" in other.stdout
    assert "sandbox_url" not in paths.config_file.read_text()


def test_setup_describes_what_still_prevents_every_call_as_status_does(
    sandbox_url: str, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    with paths.config_file.open("a") as file:
        file.write('[policy]\ndo_not_call = "list.csv"\n')
    setup, status = run("setup", "--region", "US"), run("status")
    assert (setup.returncode, setup.stderr) == (2, status.stderr)
    assert "not set up" not in setup.stderr
    as_json = run("setup", "--region", "US", "--json")
    assert (as_json.returncode, json.loads(as_json.stdout)["problem"]["code"]) == (2, "not_configured")


def test_number_that_is_no_request_is_reported_on_stderr_only() -> None:
    done = run("call", "", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "voiso-call: The number must not be empty.\n",
    )


def test_setup_keeps_the_sandbox_while_the_cluster_stays_the_same(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url)
    same = run("setup", "--cluster", "Sandbox", "--user-id", "1236")
    assert (same.returncode, "to the sandbox" in same.stdout) == (0, True)
    assert f'sandbox_url = "{sandbox_url}"' in paths.config_file.read_text()


def test_number_may_be_several_arguments(sandbox_url: str, sandbox_log: Path) -> None:
    run_setup(sandbox_url)
    assert "+44 20 7946 0000" in run("check", "+44", "20", "7946", "0000").stdout
    placed = run("call", "(0)20", "7946", "-0000", "--region", "gb")
    assert (placed.returncode, "Call placed to +44 20 7946 0000." in placed.stdout) == (0, True), (
        placed.stderr
    )
    assert posts(sandbox_log)[0]["body"]["phone_number"] == "442079460000"


def test_call_takes_one_of_the_configured_caller_ids(sandbox_url: str, sandbox_log: Path) -> None:
    run_setup(sandbox_url, "--caller-id", "442079460000", "--caller-id", "442079460001")
    number = "+44 20 7946 0958"
    assert run("call", number, "--caller-id", "+44 2079 460001").returncode == 0
    assert run("call", number, "--yes").returncode == 0
    assert [post["body"]["caller_id"] for post in posts(sandbox_log)] == ["442079460001", "442079460000"]
    other = run("call", number, "--yes", "--caller-id", "15550100")
    assert (other.returncode, "[caller_id_rejected]" in other.stderr) == (1, True)
    invalid = run("call", number, "--caller-id", "home")
    assert (invalid.returncode, "--caller-id: must be 3 to 20 digits" in invalid.stderr) == (2, True)
    assert len(posts(sandbox_log)) == 2


def test_invalid_number_is_called_after_confirmation_only(sandbox_url: str, sandbox_log: Path) -> None:
    run_setup(sandbox_url)
    number = "+33 0 99 00 12 34"
    unconfirmed = run("call", number)
    assert unconfirmed.returncode == 1
    assert "This is not a valid phone number in FR." in unconfirmed.stderr
    assert "This is not a valid phone number in FR." in run("check", number).stdout
    assert posts(sandbox_log) == []
    assert run("call", number, "--yes").returncode == 0
    assert len(posts(sandbox_log)) == 1


def test_premium_number_is_called_with_yes_alone(sandbox_url: str, sandbox_log: Path) -> None:
    run_setup(sandbox_url)
    unconfirmed = run("call", "+44 909 8790000")
    assert (unconfirmed.returncode, "premium rate number" in unconfirmed.stderr) == (1, True)
    assert posts(sandbox_log) == []
    assert run("call", "+44 909 8790000", "--yes").returncode == 0
    assert len(posts(sandbox_log)) == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["call"], "NUMBER"),
        (["call", "+14155550100", "--region", "Britain"], "--region"),
        (["call", "020 7946 0000", "--region", "UK"], "the United Kingdom is GB"),
        (["check", "020 7946 0000", "--region", "zz"], "a country code of two letters"),
        (["setup", "--region", "uk"], "the United Kingdom is GB"),
        (["call", ""], "The number must not be empty."),
        (["call", "1" * 65], "number"),
        (["call", "+44\udcff2079460000"], "The number must be text in Unicode."),
        (["setup", "--user-id", "1" * 5000], "must be a whole number, like 1234"),
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
def test_wrong_usage_exits_with_2_and_names_the_argument(arguments: list[str], named: str) -> None:
    done = run(*arguments)
    assert (done.returncode, named in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "key", "named"),
    [
        (["--cluster", "evil.com/", "--key-store", "file"], API_KEY, "cluster"),
        (
            ["--cluster", "c", "--key-store", "file", "--sandbox-url", "http://10.0.0.1"],
            API_KEY,
            "sandbox_url",
        ),
        (["--cluster", "https://[x.voiso.com", "--key-store", "file"], API_KEY, "if it is an account URL"),
        (["--cluster", "c", "--key-store", "file", "--region", "Britain"], API_KEY, "--region"),
        (["--cluster", "c", "--key-store", "file"], "two words", "key_missing"),
        (["--cluster", "c", "--key-store", "file"], "", "key_missing"),
        (["--cluster", "c", "--key-store", "keyring"], API_KEY, "keyring"),
    ],
    ids=str,
)
def test_invalid_setup_is_refused_and_writes_nothing(
    arguments: list[str], key: str, named: str, paths: AppPaths
) -> None:
    done = run("setup", "--user-id", "1234", "--api-key-stdin", *arguments, typed=key)
    assert (done.returncode, named in done.stderr) == (2, True), done.stderr
    assert {*paths.config.glob("*")} <= {paths.config_lock}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts a process group in another way")
def test_interrupted_call_is_reported_as_possibly_ringing(sandbox_url: str, sandbox_log: Path) -> None:
    run_setup(sandbox_url)
    # Background jobs of a shell ignore SIGINT, and so do their children: restore the default first.
    restore = (
        "import os, signal as s, sys; s.signal(s.SIGINT, s.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", restore, str(COMMAND), "call", "+17015550162"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: posts(sandbox_log), "the call to be sent")
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
        finally:
            process.kill()
    assert (process.returncode, "Agent Panel" in errors, "Traceback" in errors) == (3, True, False), errors


def test_api_key_is_in_its_file_and_in_no_output_or_other_file(
    sandbox_url: str, sandbox_log: Path, paths: AppPaths
) -> None:
    key = "test-key-calls-only"
    setup = run(*setup_arguments(sandbox_url), "--json", typed=key)
    calls = [run("call", number, "--json") for number in ("+14155550100", "+17015550141", "+17015550163")]
    outputs = [done.stdout + done.stderr for done in (setup, *calls, run("history", "--json"))]
    assert json.loads(setup.stdout)["key_hint"] == "only"
    assert all(key not in output for output in outputs)
    assert paths.key_file.read_text() == key
    others = [file for file in paths.config.rglob("*") if file.is_file() and file != paths.key_file]
    assert others
    assert all(key.encode() not in file.read_bytes() for file in [*others, sandbox_log])


def test_deleted_key_is_reported_with_a_keyring_that_cannot_be_checked(
    sandbox_url: str, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    run_setup(sandbox_url)
    done = run("key", "delete")
    assert (done.returncode, done.stdout) == (1, f"Deleted the API key from the file {paths.key_file}.\n")
    assert done.stderr == "The keyring could not be checked; a key may still be there.\n"
    assert not paths.key_file.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="makes the Secret Service unavailable")
def test_setup_moves_the_key_to_a_file_although_the_old_keyring_is_unavailable(
    sandbox_url: str, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    run_setup(sandbox_url)
    paths.key_file.unlink()
    paths.config_file.write_text(paths.config_file.read_text().replace('"file"', '"keyring"'))
    advised = run("call", "+14155550100").stderr
    assert "voiso-call setup --key-store file" in advised
    done = run("setup", "--key-store", "file", "--api-key-stdin", typed=API_KEY)
    assert (done.returncode, done.stdout.startswith("Saved: ")) == (0, True)
    assert done.stderr == "WARNING: An old API key may still be in the system's keyring.\n"
    assert (paths.key_file.read_text(), run("status").returncode) == (API_KEY, 0)


def test_key_move_claims_no_deletion_that_failed(
    sandbox_url: str, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise CallError(ErrorCode.KEY_UNAVAILABLE, "refused")

    run_setup(sandbox_url)
    monkeypatch.setattr(keyring_backend, "save", lambda *_: None)
    monkeypatch.setattr(file_backend, "delete", refuse)
    done = run("key", "move", "--to", "keyring")
    assert (done.returncode, done.stdout) == (0, "The API key is now in the system's keyring.\n")
    assert done.stderr == f"WARNING: An old API key may still be in the file {paths.key_file}.\n"


def test_key_move_to_where_the_key_is_already_claims_no_deletion(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url)
    done = run("key", "move", "--to", "file")
    assert (done.returncode, done.stdout) == (0, f"The API key is already in the file {paths.key_file}.\n")
    assert paths.key_file.read_text() == API_KEY


def test_demo_places_a_call_through_host_and_sandbox_and_keeps_nothing(paths: AppPaths) -> None:
    done = run_process("demo")
    assert done.returncode == 0, done.stderr
    _, _, started, checked, reported, assigned, _ = done.stdout.splitlines()
    assert started.startswith("The host was started")
    assert "+1 415-555-0100, US, landline or mobile. This number may be called." in checked
    assert reported.split()[-1] == assigned.split()[-1]
    assert not paths.config.exists()


def test_check_reports_the_decision_of_call_and_dials_nothing(
    sandbox_url: str, sandbox_log: Path, paths: AppPaths
) -> None:
    run_setup(sandbox_url)
    paths.config_file.write_text(
        paths.config_file.read_text("utf-8")
        + '[policy]\nblocked_prefixes = ["+33"]\ndo_not_call = "list.csv"\n'
    )
    (paths.config / "list.csv").write_text("020 7946 0001\n")
    allowed = run("check", "020 7946 0000")
    assert (allowed.returncode, allowed.stdout.splitlines()[-1]) == (0, "This number may be called.")
    assert re.match(r"\+44 20 7946 0000, GB, landline, \d\d:\d\d there\n", allowed.stdout)
    premium = run("check", "+44 909 879 0000")
    assert premium.returncode == 0
    assert premium.stdout.splitlines()[-1].startswith(
        "A call needs your confirmation. This is a premium rate"
    )
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
    without_list = run("call", "020 7946 0000")
    assert without_list.returncode == 1
    assert "not_configured" in without_list.stderr
    assert str(paths.config / "list.csv") in without_list.stderr
    assert posts(sandbox_log) == []
    assert run("check", "1" * 65).returncode == 2
