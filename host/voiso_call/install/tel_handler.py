"""The handler of telephone links from other programs: a desktop entry for `tel:`, made the user's default.

The entry starts this Python, isolated as the launcher does it. Only Linux has desktop entries.
"""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.install.install_record import RegistrationError
from voiso_call.system.atomic_write import write_atomic

ENTRY_ID = "voiso-call-tel.desktop"
MIME_TYPE = "x-scheme-handler/tel"
_TIMEOUT_S = 20
_ENTRY = """\
[Desktop Entry]
Type=Application
Name=Voiso Click-to-Call
Comment=Asks before it calls the number of a telephone link
Exec={command} %u
Terminal=false
NoDisplay=true
MimeType={mime_type};
"""


def entry_file() -> Path:
    """Return where the desktop entry of this user is, or would be."""
    return _xdg_folder("XDG_DATA_HOME", ".local/share") / "applications" / ENTRY_ID


def install() -> Path:
    """Write the desktop entry, and make it the user's default for `tel:`. Raises RegistrationError."""
    _require_linux()
    if shutil.which("xdg-mime") is None:
        raise RegistrationError("xdg-mime was not found; install the package xdg-utils")
    file = entry_file()
    write_atomic(file, _ENTRY.format(command=_command(), mime_type=MIME_TYPE), 0o644)
    _xdg_mime("default", ENTRY_ID, MIME_TYPE)
    if not is_default():
        raise RegistrationError(f"the system did not make {ENTRY_ID} the default for tel: links")
    return file


def uninstall() -> bool:
    """Remove the desktop entry and the choice of it as the default; return whether it was there."""
    _require_linux()
    was_installed = entry_file().exists()
    entry_file().unlink(missing_ok=True)
    choices = _xdg_folder("XDG_CONFIG_HOME", ".config") / "mimeapps.list"
    if choices.exists():
        _remove_choice(choices.resolve())
    return was_installed


def is_default() -> bool:
    """Return whether the system opens `tel:` links with the desktop entry, and the entry is there."""
    _require_linux()
    if not entry_file().exists() or shutil.which("xdg-mime") is None:
        return False
    return _xdg_mime("query", "default", MIME_TYPE) == ENTRY_ID


def _command() -> str:
    words = [sys.executable, "-I", "-m", "voiso_call", "tel-handler", "open", "--"]
    home = os.environ.get(HOME_ENV_VAR)
    if home:
        words = ["env", f"{HOME_ENV_VAR}={home}", *words]
    return " ".join(map(_quote, words))


def _quote(word: str) -> str:
    """Quote a word of the command as the Desktop Entry Specification says, which escapes it once more."""
    if not any(char in word for char in " \t\n\"'\\><~|&;$*?#()`%"):
        return word
    escaped = "".join(f"\\{char}" if char in '"`$\\' else char for char in word)
    return f'"{escaped}"'.replace("\\", "\\\\").replace("%", "%%")


def _remove_choice(choices: Path) -> None:
    """Remove the entry from a list of the user's own, of which everything else stays as it is."""
    text = choices.read_bytes().decode("utf-8", "surrogateescape")
    kept = "".join(map(_without_entry, text.splitlines(keepends=True)))
    if kept != text:
        mode = stat.S_IMODE(choices.stat().st_mode)
        write_atomic(choices, kept.encode("utf-8", "surrogateescape"), mode)


def _without_entry(line: str) -> str:
    key, separator, value = line.partition("=")
    if key.strip() != MIME_TYPE or ENTRY_ID not in value:
        return line
    others = [name for name in value.strip().split(";") if name and name != ENTRY_ID]
    return f"{key}{separator}{';'.join(others)};\n" if others else ""


def _xdg_mime(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        ["xdg-mime", *arguments],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.stdout.strip()


def _xdg_folder(variable: str, default: str) -> Path:
    configured = Path(os.environ.get(variable, ""))
    return configured if configured.is_absolute() else Path.home() / default


def _require_linux() -> None:
    if not sys.platform.startswith("linux"):
        raise RegistrationError("tel: links of other programs are handled on Linux only")
