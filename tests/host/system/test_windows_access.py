"""Access lists of Windows: only what administrators own, and nobody else can change, is theirs."""

import sys
from pathlib import Path

import pytest

from voiso_call.config import admin_settings
from voiso_call.config.admin_settings import read_admin_settings
from voiso_call.system import windows_access
from voiso_call.system.secure_read import InsecureFileError
from voiso_call.system.windows_access import check_file_of_administrators

USER = "S-1-5-21-1004336348-1177238915-682003330-1001"
# As Windows lists them for what an administrator makes in C:\ProgramData.
FOLDER = (
    "O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)"
    "(A;CIID;DCLCRPCR;;;BU)"
)
FILE = "O:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)"

LISTS = {
    "as Windows makes it": (FOLDER, FILE, None),
    "closed to others": (
        "O:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)",
        "O:S-1-5-32-544D:P(A;;FA;;;S-1-5-18)(A;;FRFX;;;AU)",
        None,
    ),
    "a refusal for users": (FOLDER, f"O:BAD:(D;;FW;;;BU)(XD;;FW;;;{USER})(A;;FA;;;BA)", None),
    "a folder that a user has made": (FOLDER.replace("O:BA", f"O:{USER}"), FILE, "folder: does not belong"),
    "a file that a user has made": (FOLDER, FILE.replace("O:BA", f"O:{USER}"), "file: does not belong"),
    "no owner": (FOLDER, "D:(A;;FA;;;BA)", "file: does not belong"),
    "users may write the file": (FOLDER, "O:BAD:(A;;0x1301bf;;;BU)", "file: can be written by others (BU)"),
    "one user may append": (FOLDER, f"O:BAD:(A;;LC;;;{USER})", f"file: can be written by others ({USER})"),
    "everyone may do all": (FOLDER, "O:BAD:(A;;GA;;;WD)", "file: can be written by others (WD)"),
    "a right with a condition": (
        FOLDER,
        'O:BAD:(XA;;FW;;;BU;(@User.Title=="PM"))',
        "file: can be written by others (BU)",
    ),
    "an unknown right": (FOLDER, "O:BAD:(A;;ZZ;;;BU)", "file: can be written by others (BU)"),
    "half a right": (FOLDER, "O:BAD:(A;;FRZ;;;BU)", "file: can be written by others (BU)"),
    "no list": (FOLDER, "O:BA", "file: can be written by everybody"),
    "a list that is missing": (FOLDER, "O:BAD:NO_ACCESS_CONTROL", "file: can be written by everybody"),
    "an empty list": (FOLDER, "O:BAD:", None),
    "users may rename the folder": (
        FOLDER + "(A;;SD;;;BU)",
        FILE,
        "folder: can be written by others (BU)",
    ),
    "users may delete what is in the folder": (
        FOLDER + "(A;CI;DT;;;BU)",
        FILE,
        "folder: can be written by others (BU)",
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_only_what_administrators_alone_can_write_is_theirs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, file, refusal = LISTS[name]
    written = tmp_path / "config.toml"
    written.touch()
    lists = {tmp_path: folder, written: file}
    monkeypatch.setattr(windows_access, "_owner_and_access_list", lists.__getitem__)
    if refusal is None:
        check_file_of_administrators(written)
        return
    place, text = refusal.split(": ")
    with pytest.raises(InsecureFileError) as raised:
        check_file_of_administrators(written)
    assert str(raised.value).startswith(f"{tmp_path if place == 'folder' else written} {text}")


def test_file_that_is_missing_is_told_as_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check_file_of_administrators(tmp_path / "config.toml")


@pytest.mark.skipif(sys.platform != "win32", reason="access lists are those of Windows")
def test_file_of_the_user_is_refused_by_windows_own_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.touch()
    monkeypatch.setattr(admin_settings, "admin_file", lambda: file)
    with pytest.raises(InsecureFileError, match="does not belong to the administrators"):
        read_admin_settings()
    owner = windows_access._owner_and_access_list(file)[2:].split("D:", 1)[0].split("G:", 1)[0]
    owners = windows_access._ADMINISTRATORS | {owner}
    monkeypatch.setattr(windows_access, "_ADMINISTRATORS", owners)
    assert read_admin_settings().file == file
