"""`voiso-call doctor`: what it prints, as text and as JSON, and its exit code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from support.cli_runner import run, run_setup
from support.hostile_text import HOSTILE, hostile_left
from support.sandbox import COMMAND
from voiso_call.cli.output import Styled, print_styled
from voiso_call.config.paths import AppPaths
from voiso_call.doctor.examination import GroupName

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")


def test_healthy_installation_then_one_fault(sandbox_url: str, paths: AppPaths) -> None:
    run_setup(sandbox_url, "--key-store", "file")
    run("install", "--browser", "chromium")
    healthy = run("doctor")
    assert (healthy.returncode, healthy.stderr) == (0, "")
    assert healthy.stdout.endswith("No fault, 1 warning.\n")  # the sandbox
    assert "\x1b" not in healthy.stdout, "styles only in a terminal"
    paths.key_file.chmod(0o644)
    broken = run("doctor", "--json")
    report = json.loads(broken.stdout)
    assert broken.returncode == 1
    assert list(report) == ["type", "host_version", "faults", "warnings", "findings"]
    assert (report["type"], report["faults"], report["warnings"]) == ("doctor", 1, 1)
    assert {finding["group"] for finding in report["findings"]} == set(get_args(GroupName))
    [fault] = [finding for finding in report["findings"] if finding["level"] == "fault"]
    assert fault == {
        "group": "voiso",
        "code": "key_unreadable",
        "level": "fault",
        "what": f"{paths.key_file} can be read by others.",
        "action": f"Run: chmod 600 {paths.key_file}",
    }


def test_installed_command_finds_a_fault_and_names_its_cure(paths: AppPaths, home: Path) -> None:
    install = [str(COMMAND), "install", "--browser", "firefox"]
    subprocess.run(install, check=True, capture_output=True)
    paths.launcher_file.unlink()
    done = subprocess.run([COMMAND, "doctor", "--browser", "firefox"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert "FAULT        Firefox would start a program that is not there" in done.stdout
    assert "→ Run: voiso-call install --browser firefox\n" in done.stdout
    subprocess.run(install, check=True, capture_output=True)
    again = subprocess.run([COMMAND, "doctor", "--browser", "firefox"], capture_output=True, text=True)
    assert "Firefox starts this program" in again.stdout
    assert "The program answers as a browser asks it" in again.stdout


def test_hostile_text_neither_controls_the_terminal_nor_hides_a_fault(paths: AppPaths) -> None:
    manifest = Path(json.loads(run("install", "--browser", "firefox", "--json").stdout)["manifest"])
    path = f"/nowhere/{HOSTILE.encode('utf-8', 'replace').decode()}"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"path": path}))
    done = run("doctor")
    assert hostile_left(done.stdout) == []
    assert "FAULT        Firefox would start a program that is not there" in done.stdout


def test_styles_are_for_terminals_that_show_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(**environment: str) -> str:
        for name in ("NO_COLOR", "TERM"):
            monkeypatch.setenv(name, environment.get(name, ""))
        print_styled("  ", Styled("FAULT\x1b", "red"), " \x1b[2J")
        return capsys.readouterr().out

    plain = "  FAULT\\u001b \\u001b[2J\n"
    assert printed() == plain
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert printed() == "  \x1b[31mFAULT\\u001b\x1b[0m \\u001b[2J\n"
    assert printed(NO_COLOR="1") == printed(TERM="dumb") == plain
