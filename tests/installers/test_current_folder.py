"""The build scripts run none of the Python files that lie in the folder in which they are started."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sign_extension
from artefacts import debian_package, debian_packages
from support import debian
from support.dev_env import venv
from support.dev_env.progress import StepError

MODULES = ("compileall", "json", "pip", "tempfile", "venv")


def make_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_text("")
    monkeypatch.setattr(venv, "VENV", folder / "file/venv")  # cannot be made, which saves the time for it
    monkeypatch.setattr(venv, "_works", lambda: False)
    venv.make_environment()


def download_wheels(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venv, "WHEELS", folder / "wheels")
    monkeypatch.setattr(venv, "ROOT", Path())
    monkeypatch.setattr(venv, "lock_file", lambda _: Path("/dev/null"))
    venv.download_wheels()


def install_packages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del monkeypatch
    debian_packages._pip_install(folder, [], debian.system_python(), "x86_64", folder)


def write_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del monkeypatch
    (folder / debian_package.FOLDER[1:]).mkdir(parents=True)
    debian_package._write_program(folder, ["3.11"], [])


def compile_bytecode(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del monkeypatch
    debian_package.compile_bytecode(folder, [debian.system_python()])


def sign(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venv, "make_environment", lambda: None)
    monkeypatch.setattr(venv, "install_host", lambda: None)
    options = ["--key", folder / "missing/key.pem", "--url", "https://extensions.example.com/"]
    words = ["sign_extension.py", *options, "--archive", folder / "missing.zip", "--output", folder]
    monkeypatch.setattr(sys, "argv", [*map(str, words)])
    sign_extension.main()


@pytest.mark.skipif(sys.platform != "linux", reason="the Debian package is built on Linux")
@pytest.mark.parametrize(
    "script",
    [make_environment, download_wheels, install_packages, write_program, compile_bytecode, sign],
    ids=lambda script: script.__name__,
)
def test_python_files_of_the_current_folder_are_not_run(
    script: Callable[[Path, pytest.MonkeyPatch], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted, target = tmp_path / "planted", tmp_path / "target"
    planted.mkdir()
    target.mkdir()
    for name in MODULES:
        (planted / f"{name}.py").write_text(f"open({str(tmp_path / 'has run')!r}, 'a').write(__name__)\n")
    monkeypatch.chdir(planted)
    with contextlib.suppress(StepError):
        script(target, monkeypatch)
    assert not (tmp_path / "has run").exists()
