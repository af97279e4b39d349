"""The launcher on Windows: an .exe that starts a Python with a script, which it carries at its own end.

Browsers start an .exe without a detour through `cmd.exe`, which reads some characters of paths as commands.
The program itself is the one that pip writes for console scripts (the "simple launcher" of distlib): behind
it follow a line with the command of the interpreter, and an archive that Python runs as `__main__.py`.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

_MARK = "launcher_dir".encode("utf-16-le")  # a word that distlib's program replaces in the line
_SCRIPT = "__main__.py"
_FOLDER = "<launcher_dir>"
_COMMAND = re.compile(rb'#!"?([^"\r\n]+?)"? -IS\r\n')


def compose(program: bytes, python: str, script: str) -> bytes:
    """Return the launcher of a script. `program` is distlib's, bare or as the launcher of another script.

    `python` is the command of the interpreter with its options; `<launcher_dir>` stands for the folder of the
    launcher, and a path with spaces is in quotes. Raises ValueError for another program.
    """
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as stream:  # not compressed: others read the script in the file
        stream.writestr(ZipInfo(_SCRIPT), script)  # with a fixed time: the same bytes whenever it is made
    return _bare(program) + f"#!{python}\r\n".encode() + archive.getvalue()


def _bare(program: bytes) -> bytes:
    if not program.startswith(b"MZ") or _MARK not in program:
        raise ValueError("not a launcher of distlib")
    try:
        with ZipFile(BytesIO(program)) as archive:
            start = min(entry.header_offset for entry in archive.infolist())
    except BadZipFile:
        return program
    return program[: program.rindex(b"#!", 0, start)]


def find_program(python: Path) -> Path | None:
    """Return a launcher of this host beside an interpreter, as pip and our package put it there."""
    folders = (python.parent, python.parent / "Scripts")
    return next((file for folder in folders if (file := folder / "voiso-call-host.exe").is_file()), None)


def interpreters(launcher: Path) -> Iterator[str]:
    """Yield the interpreter that a launcher starts. Raises OSError."""
    content = launcher.read_bytes()
    for path in _COMMAND.findall(content[content.rfind(b"#!", 0, content.rfind(b"PK\3\4")) :]):
        yield path.decode("utf-8", "replace").replace(_FOLDER, str(launcher.parent))
