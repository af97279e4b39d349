"""`voiso-call` with standard streams that are closed, full or read by nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.cli_runner import run, run_setup
from support.sandbox import COMMAND


def test_output_to_a_pipe_that_nobody_reads_ends_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [COMMAND, "log", "--path"], stdout=write_end, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has this device")
def test_placed_call_exits_with_0_although_stderr_cannot_be_written(sandbox_url: str) -> None:
    run_setup(sandbox_url)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, "--verbose", "call", "+14155550100"], stdout=subprocess.PIPE, stderr=full, check=False
        )
    assert (done.returncode, done.stdout.startswith(b"Call placed")) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["call", "+44 909 8790000"], 1, "To confirm without a terminal, add --yes."),
        (["history", "--clear"], 1, "To confirm without a terminal, add --yes."),
        (["setup"], 0, ""),
        (["setup", "--api-key-stdin"], 2, "[key_missing]"),
        (["key", "rotate"], 1, "[key_missing]"),
    ],
    ids=str,
)
def test_closed_standard_input_is_as_without_a_terminal(
    sandbox_url: str, arguments: list[str], exit_code: int, message: str
) -> None:
    run_setup(sandbox_url)
    done = run(*arguments, typed=None)
    assert (done.returncode, message in done.stderr) == (exit_code, True), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="closes a file descriptor with a shell of POSIX")
@pytest.mark.parametrize(
    ("number", "exit_code", "code"),
    [("+17015550129", 1, "rate_limited"), ("+17015550163", 3, "call_outcome_unknown")],
)
def test_json_is_one_document_although_stderr_is_closed(
    sandbox_url: str, number: str, exit_code: int, code: str
) -> None:
    run_setup(sandbox_url)
    done = run_without(2, "call", "--json", number)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (exit_code, code)


@pytest.mark.skipif(sys.platform == "win32", reason="closes a file descriptor with a shell of POSIX")
@pytest.mark.parametrize("closed", [1, 2])
def test_placed_call_exits_with_0_although_an_output_is_closed(sandbox_url: str, closed: int) -> None:
    run_setup(sandbox_url)
    done = run_without(closed, "call", "+14155550100")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def run_without(descriptor: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command with one of its standard streams closed."""
    command = ["sh", "-c", f'exec "$@" {descriptor}>&-', "sh", str(COMMAND), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
