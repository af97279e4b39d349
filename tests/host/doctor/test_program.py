"""Faults in the program that browsers start: each is found, with its level and the command that cures it."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.findings import expect
from voiso_call.config.paths import AppPaths
from voiso_call.doctor import program
from voiso_call.doctor.finding import Level
from voiso_call.install.launcher import launcher_script
from voiso_call.native_host import extension_allowlist

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes and no launcher yet")

INSTALL = "voiso-call install"


@pytest.fixture
def launcher(manifest_file: Path, paths: AppPaths) -> Path:
    return paths.launcher_file


def test_a_program_without_faults_answers(launcher: Path, paths: AppPaths) -> None:
    findings = list(program.examine(paths))
    assert [(finding.code, finding.level) for finding in findings] == [
        ("python", "ok"),
        ("launcher", "ok"),
        ("host_answers", "ok"),
        ("extension_version", "not_checked"),
    ]


# Programs that name the Python of the tests, as a launcher does, but end or wait before they start it.
ENDING = f"#!/bin/sh\nexit 3\nsys.executable = {sys.executable!r}\n"
SILENT = f"#!/bin/sh\nexec /bin/sleep 60\nsys.executable = {sys.executable!r}\n"
OTHER_PYTHON = Path(sys.base_prefix, "bin", "python3")  # which has no packages of ours


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


FAULTS: dict[str, tuple[Callable[[Path], object], str, Level, str]] = {
    "deleted": (lambda file: file.unlink(), "launcher_missing", "fault", INSTALL),
    "not executable": (lambda file: file.chmod(0o644), "launcher_not_executable", "fault", "chmod 755 /"),
    "writable by all": (lambda file: file.chmod(0o777), "launcher_replaceable", "fault", "chmod go-w /"),
    "folder writable": (lambda file: file.parent.chmod(0o777), "launcher_replaceable", "fault", "chmod go-w"),
    "overwritten": (lambda file: file.write_text("#!/bin/sh\n"), "launcher_damaged", "fault", INSTALL),
    "Python gone": (
        lambda file: file.write_text(launcher_script("/nowhere/python")),
        *("launcher_python_gone", "fault", INSTALL),
    ),
    "Python without packages": (
        lambda file: file.write_text(launcher_script(str(OTHER_PYTHON), packages="/nowhere")),
        *("host_packages_gone", "fault", INSTALL),
    ),
    "another Python": (
        lambda file: file.write_text(launcher_script(str(OTHER_PYTHON))),
        *("launcher_python_other", "warning", INSTALL),
    ),
    "Python not executable": (
        lambda file: file.write_text(launcher_script(__file__)),
        *("launcher_python_not_executable", "fault", INSTALL),
    ),
    "a folder": (as_folder, "launcher_unreadable", "fault", INSTALL),
    "not a program": (
        lambda file: file.write_text(ENDING.replace("/bin/sh", "/nowhere/sh")),
        *("host_not_started", "fault", INSTALL),
    ),
    "ends at once": (lambda file: file.write_text(ENDING), "host_crashed", "fault", "voiso-call log"),
    "silent": (lambda file: file.write_text(SILENT), "host_silent", "fault", "voiso-call log"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_faulty_program(launcher: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    plant, code, level, cure = FAULTS[kind]
    if kind == "silent":
        monkeypatch.setattr(program, "ANSWER_TIMEOUT_S", 0.3)
    plant(launcher)
    expect(program.examine(paths), code, level, cure)


def test_interpreter_that_others_could_replace(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    shutil.copy(sys.executable, python)
    monkeypatch.setattr(sys, "executable", str(python))
    python.chmod(0o777)
    expect(program.examine(paths), "python_replaceable", "fault", f"chmod go-w {python}")
    python.unlink()
    expect(program.examine(paths), "python_missing", "fault", INSTALL)


def test_browsers_start_another_version(
    launcher: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "__version__", "99.0.0")
    finding = expect(program.examine(paths), "host_version", "warning", INSTALL)
    assert "99.0.0" in finding.what


def test_extensions_under_development(paths: AppPaths) -> None:
    extension_allowlist.save_allowlist(paths.dev_extensions_file, "firefox", ["dev@example.org"])
    cure = "voiso-call install --browser firefox"
    assert "dev@example.org" in expect(program.examine(paths), "dev_extensions", "warning", cure).what
    paths.dev_extensions_file.chmod(0o666)
    expect(program.examine(paths), "dev_extensions_replaceable", "fault", "chmod")
