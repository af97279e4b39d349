"""`voiso-call doctor`: what it prints, as text and as JSON, and its exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support.cli_runner import run, run_setup
from support.sandbox import COMMAND
from voiso_call.config.paths import AppPaths
from voiso_call.doctor.examination import GROUPS

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
    assert {finding["group"] for finding in report["findings"]} == set(GROUPS)
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
