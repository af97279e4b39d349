"""Refuses programs that other users could replace: whoever writes the launcher's folder starts the host.

A browser starts the launcher, which starts the interpreter, which imports this package. Each of these files,
its folder and the folders that symbolic links lead to are checked, and of this package every file; other
libraries of the interpreter are not.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import voiso_call
from voiso_call.install import windows_launcher
from voiso_call.system import secure_read

_PYTHON = re.compile(r"^sys\.executable = (.+)$", re.MULTILINE)


def check_interpreter(python: str) -> None:
    """Check an interpreter, the file that makes a virtual environment of its folder, and this package.

    Raises InsecureFileError; OSError if a file cannot be examined.
    """
    secure_read.check_program(Path(python))
    environment = Path(python).parent.parent / "pyvenv.cfg"
    if environment.exists():
        secure_read.check_program(environment)
    if python == sys.executable:
        _check_package(Path(voiso_call.__file__).parent)


def _check_package(package: Path) -> None:
    secure_read.check_program_folder(package.parent)
    for path in (package, *package.rglob("*")):
        if path.is_dir():
            secure_read.check_program_folder(path)
        else:
            secure_read.check_program(path)


def check_launcher(launcher_file: Path) -> None:
    """Check an installed launcher and the interpreter that it names.

    Raises InsecureFileError; OSError if a file is missing or cannot be examined.
    """
    secure_read.check_program(launcher_file)
    for python in interpreters(launcher_file):
        check_interpreter(python)


def interpreters(launcher_file: Path) -> Iterator[str]:
    """Yield the interpreter that an installed launcher names. Raises OSError."""
    if launcher_file.suffix == ".exe":
        yield from windows_launcher.interpreters(launcher_file)
        return
    for literal in _PYTHON.findall(launcher_file.read_text("utf-8", "replace")):
        yield ast.literal_eval(literal)
