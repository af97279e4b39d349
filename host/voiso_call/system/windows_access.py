"""Who can change a file on Windows: refuses what others than administrators could have written.

Every user can make folders in that of all users' settings (`ProgramData`), and owns what they make. Owner
and access list are read in their text form (SDDL); what is not understood there counts as the right to write.
"""

import re
import sys
from pathlib import Path

from voiso_call.system.secure_read import InsecureFileError

# Windows itself, administrators, and its installer of updates; OW is the owner, who is one of them.
_ADMINISTRATORS = frozenset(
    {
        "SY",
        "S-1-5-18",
        "BA",
        "S-1-5-32-544",
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
        "OW",
        "S-1-3-4",
    }
)
# Rights that change a file: write, append, delete, change the access list, the owner, and everything. In a
# folder others may make files of other names, and own these; they may not delete or rename what is there.
_CHANGES_FILE = 0x0002 | 0x0004 | 0x10000 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000
_CHANGES_FOLDER = 0x0040 | 0x10000 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000
_ALL_RIGHTS = 0xFFFFFFFF
_RIGHTS = {
    **{name: 1 << bit for bit, name in enumerate(["CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR"])},
    **{name: 1 << bit for bit, name in enumerate(["SD", "RC", "WD", "WO"], 16)},
    **{name: 1 << bit for bit, name in enumerate(["GA", "GX", "GW", "GR"], 28)},
    **dict(zip(["FA", "FR", "FW", "FX"], [0x1F01FF, 0x120089, 0x120116, 0x1200A0], strict=True)),
}
_OWNER = re.compile(r"O:([A-Z]{2}|S-[0-9-]+)")
_ACCESS_LIST = re.compile(r"D:(?!NO_ACCESS_CONTROL)[A-Z]*(?=\(|$)")
_ENTRY = re.compile(r"\(([A-Z]+);([A-Z]*);([^;]*);[^;]*;[^;]*;([^;)]*)")
_REPARSE_POINT = 0x400  # of `st_file_attributes`: a link or a junction, which leads elsewhere


def check_file_of_administrators(file: Path) -> None:
    """Raise InsecureFileError if anybody but administrators could have written the file or exchanged it.

    Raises FileNotFoundError if there is none; OSError if it cannot be examined.
    """
    file.lstat()
    for path, changes in ((file.parent, _CHANGES_FOLDER), (file, _CHANGES_FILE)):
        if getattr(path.lstat(), "st_file_attributes", 0) & _REPARSE_POINT:
            raise InsecureFileError(f"{path} leads elsewhere; replace it by a folder or a file")
        if (objection := _objection(_owner_and_access_list(path), changes)) is not None:
            raise InsecureFileError(f"{path} {objection}; an administrator can correct that with icacls")


def _objection(sddl: str, changes: int) -> str | None:
    """Return why administrators are not the only ones who can have written something, or None."""
    owner = _OWNER.match(sddl)
    if owner is None or owner[1] not in _ADMINISTRATORS:
        return "does not belong to the administrators"
    if (access_list := _ACCESS_LIST.search(sddl)) is None:
        return "can be written by everybody"
    for kind, flags, rights, trustee in _ENTRY.findall(sddl, access_list.end()):
        inherited_only = "IO" in re.findall("..", flags)
        is_refusal = kind.endswith("D")
        if is_refusal or inherited_only or trustee in _ADMINISTRATORS:
            continue
        if _mask(rights) & changes:
            return f"can be written by others ({trustee})"
    return None


def _mask(rights: str) -> int:
    if re.fullmatch("0x[0-9a-fA-F]{1,8}", rights):
        return int(rights, 16)
    mask = 0
    for name in re.findall("..?", rights):
        mask |= _RIGHTS.get(name, _ALL_RIGHTS)
    return mask


def _owner_and_access_list(path: Path) -> str:
    """Return owner and access list of a file or folder in text form. Raises OSError."""
    if sys.platform != "win32":
        raise OSError("access lists are those of Windows")
    import ctypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    security = ctypes.WinDLL("advapi32", use_last_error=True)
    is_file, owner_and_list, version = 1, 1 | 4, 1  # SE_FILE_OBJECT, OWNER_ and DACL_SECURITY_INFORMATION
    descriptor, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    error = security.GetNamedSecurityInfoW(
        str(path), is_file, owner_and_list, None, None, None, None, ctypes.byref(descriptor)
    )
    if error:
        raise ctypes.WinError(error)
    try:
        if not security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor, version, owner_and_list, ctypes.byref(text), None
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return text.value or ""
    finally:
        kernel.LocalFree(ctypes.cast(text, ctypes.c_void_p))
        kernel.LocalFree(descriptor)
