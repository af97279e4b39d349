"""`voiso-call setup` and `status --check`: what Voiso is asked, what is printed, and the exit code."""

import json
import re
from pathlib import Path

import pytest

from support.cli_runner import CliResult, run, run_setup
from support.sandbox import API_KEY, posts, setup_arguments
from voiso_call.config.paths import AppPaths

GOOD = [
    "OK: The settings are complete.",
    "OK: The API key is stored and can be read.",
    "OK: The cluster can be reached.",
    "OK: Voiso accepts the API key.",
    "OK: Voiso knows the user ID.",
]


def requests(log: Path) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [(line["method"], line["path"]) for line in lines]


def checked(done: CliResult) -> list[str]:
    return [line for line in done.stdout.splitlines() if line.startswith(("OK:", "Not checked:"))]


def test_setup_asks_voiso_at_its_end_and_places_no_call(sandbox_url: str, sandbox_log: Path) -> None:
    done = run_setup(sandbox_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert checked(done)[:5] == GOOD
    assert [line.startswith("Not checked: ") for line in checked(done)[5:]] == [True] * 3
    assert "scope voice.call.manage" in checked(done)[5]
    assert posts(sandbox_log) == []
    assert ("GET", "/api/v4/users") in requests(sandbox_log)


def test_setup_with_no_check_asks_nothing(sandbox_url: str, sandbox_log: Path) -> None:
    done = run_setup(sandbox_url, "--no-check")
    assert (done.returncode, checked(done), requests(sandbox_log)) == (0, [], [])
    assert "Voiso was not asked" in done.stdout


@pytest.mark.parametrize(
    ("key", "user_id", "code"),
    [("test-key-rejected", "1234", "key_rejected"), (API_KEY, "77", "agent_unknown")],
)
def test_setup_that_voiso_refuses_is_written_and_ends_with_2(
    sandbox_url: str, paths: AppPaths, key: str, user_id: str, code: str
) -> None:
    arguments = [*setup_arguments(sandbox_url), "--user-id", user_id]
    done = run(*arguments, typed=key)
    assert (done.returncode, f"[{code}]" in done.stderr) == (2, True), done.stderr
    assert done.stderr.startswith("FAILED: ")
    assert key not in done.stdout + done.stderr
    assert (paths.key_file.read_text(), f"user_id = {user_id}" in paths.config_file.read_text()) == (
        key,
        True,
    )
    as_json = run(*arguments, "--json", typed=key)
    status = json.loads(as_json.stdout)
    assert (as_json.returncode, status["type"]) == (2, "status")
    if code == "key_rejected":
        assert status["problem"]["code"] == code


def test_setup_that_could_not_be_checked_ends_with_0(sandbox_url: str) -> None:
    without_scope = run(*setup_arguments(sandbox_url), typed="test-key-calls-only")
    assert (without_scope.returncode, without_scope.stderr) == (0, "")
    assert "users.read" in without_scope.stdout
    unreachable = run(*setup_arguments("http://127.0.0.1:9"), typed=API_KEY)
    assert (unreachable.returncode, "[voiso_unreachable]" in unreachable.stderr) == (0, True)
    as_json = run(*setup_arguments("http://127.0.0.1:9"), "--json", typed=API_KEY)
    assert (as_json.returncode, json.loads(as_json.stdout)["problem"]["code"]) == (0, "voiso_unreachable")


def test_status_check_asks_voiso_at_any_time(sandbox_url: str, sandbox_log: Path, paths: AppPaths) -> None:
    run_setup(sandbox_url, "--no-check")
    plain = run("status")
    assert "voiso-call status --check" in plain.stdout
    assert requests(sandbox_log) == []
    done = run("status", "--check")
    assert (done.returncode, checked(done)[:5]) == (0, GOOD)
    as_json = run("status", "--check", "--json")
    assert (as_json.returncode, json.loads(as_json.stdout)["type"]) == (0, "setup_checked")
    paths.key_file.write_text("test-key-rejected")
    rejected = run("status", "--check")
    assert (rejected.returncode, "[key_rejected]" in rejected.stderr) == (1, True)


def test_status_shows_incomplete_settings_and_the_key_can_be_rotated(paths: AppPaths) -> None:
    paths.config.mkdir(parents=True)
    paths.config_file.write_text('cluster = "cc-test"\n')
    done = run("status")
    rows = dict(re.split(r": +", line, maxsplit=1) for line in done.stdout.splitlines())
    assert (rows["Cluster"], rows["User ID"], rows["API key"]) == ("cc-test", "missing", "missing")
    assert (done.returncode, "user_id: is missing" in done.stderr) == (1, True)
    assert run("key", "rotate", "--api-key-stdin", typed=API_KEY).returncode == 0
    assert paths.key_file.read_text() == API_KEY
    assert run("status").stdout.count("missing") == 1


def test_check_does_not_say_that_all_is_well_while_no_call_can_be_placed(
    sandbox_url: str, paths: AppPaths
) -> None:
    run_setup(sandbox_url, "--no-check")
    number = "020 7946 0000"
    well = run("check", number)
    assert (well.returncode, well.stderr) == (0, "")
    paths.key_file.unlink()
    for options in ((), ("--json",)):
        done = run("check", number, *options)
        assert done.returncode == 1
        assert re.match(r"No call can be placed now\. .*\[key_missing\]\n", done.stderr)
