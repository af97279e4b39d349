"""The launcher on Windows: made from any launcher of distlib, names its interpreter, holds its script."""

import io
import zipfile
from pathlib import Path

import pytest

from voiso_call.install import windows_launcher

PROGRAM = b"MZ\x90\0 of distlib " + "<launcher_dir>".encode("utf-16-le") + b"#! is also in the program\0"


def test_launcher_of_a_launcher_has_one_command_and_one_script(tmp_path: Path) -> None:
    first = windows_launcher.compose(PROGRAM, r"C:\old\python.exe", "of pip")
    launcher = windows_launcher.compose(first, r'"C:\Users\José o\python.exe" -IS', "raise SystemExit(0)\n")
    assert launcher == windows_launcher.compose(
        PROGRAM, r'"C:\Users\José o\python.exe" -IS', "raise SystemExit(0)\n"
    )
    assert launcher.startswith(PROGRAM + '#!"C:\\Users\\José o\\python.exe" -IS\r\nPK'.encode())
    with zipfile.ZipFile(io.BytesIO(launcher)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "__main__.py": b"raise SystemExit(0)\n"
        }
    file = tmp_path / "voiso-call-host.exe"
    file.write_bytes(launcher)
    assert list(windows_launcher.interpreters(file)) == [r"C:\Users\José o\python.exe"]


def test_launcher_of_the_package_names_the_interpreter_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "voiso-call-host.exe"
    file.write_bytes(windows_launcher.compose(PROGRAM, r"<launcher_dir>\python.exe -IS", ""))
    assert list(windows_launcher.interpreters(file)) == [f"{tmp_path}\\python.exe"]


@pytest.mark.parametrize("program", [b"", b"#!/bin/sh\n", b"MZ of another maker"])
def test_program_of_another_maker_is_refused(program: bytes) -> None:
    with pytest.raises(ValueError, match="not a launcher"):
        windows_launcher.compose(program, "python", "")


@pytest.mark.parametrize("folder", [".", "Scripts"])
def test_program_is_found_where_pip_puts_it(tmp_path: Path, folder: str) -> None:
    assert windows_launcher.find_program(tmp_path / "python.exe") is None
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "voiso-call-host.exe").write_bytes(PROGRAM)
    assert windows_launcher.find_program(tmp_path / "python.exe") == tmp_path / folder / "voiso-call-host.exe"
