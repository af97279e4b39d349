"""Says what keeps this user from a file, and which command of whom corrects that.

The obstacle is often not the file, but a folder above it. The texts end with the advice, after "; ".
"""

import os
import shlex
import sys
from pathlib import Path

AS_THAT_USER = "run this as that user, without sudo"
_DENIED = (PermissionError, NotADirectoryError, FileExistsError)


def explain(error: OSError) -> str:
    """Return what is in the way of the file that an error names, and the advice; else the system's reason."""
    reason = error.strerror or str(error) or type(error).__name__
    if not isinstance(error.filename, str):
        return reason
    path = Path(error.filename)
    if isinstance(error, FileExistsError):  # where a folder was to be made
        path /= "-"
    advice = obstacle(path) if isinstance(error, _DENIED) else None
    return advice or f"{error.filename}: {reason}"


def obstacle(path: Path) -> str | None:
    """Return what keeps this user from reading or writing a path, and the advice; None if nothing does.

    Root may do everything, and on Windows access control lists decide.
    """
    path = path.resolve()  # what a symbolic link leads to may be out of reach, too
    nearest, missing = Path(path.anchor), None
    for folder in reversed(path.parents):
        if not folder.exists():
            missing = folder
            break
        nearest = folder
        if not folder.is_dir():
            return f"{folder} is a file, and must be a folder; move it away"
        if not _may(folder, os.X_OK):
            return _denied(folder)
    if sys.platform == "win32" or os.geteuid() == 0:
        return None
    if path.exists() and not _may(path, os.R_OK | os.W_OK):
        return _denied(path)
    if _may(nearest, os.W_OK):
        return None
    if not path.exists() and not _is_of_this_user(nearest):
        creation = "your account may not create it; set HOME to your home folder, or ask an administrator"
        return f"{missing or path} does not exist, and {creation} to create it"
    return _denied(nearest)


def owner_name(user_id: int) -> str:
    """Return who owns a file: `root`, or `the user alice`."""
    name = _account(user_id)
    return "root" if user_id == 0 else f"the user {name or user_id}"


def advice_for_root(owner: int) -> str | None:
    """Return what root is to do in the place of another user, where files of root would be in the way."""
    if sys.platform == "win32" or os.geteuid() != 0 or owner == 0 or _account(owner) is None:
        return None
    return AS_THAT_USER


def _denied(path: Path) -> str:
    if sys.platform == "win32":
        return f"your account may not use {path}; ask an administrator for access"
    owner, user_id, name = path.stat().st_uid, os.geteuid(), shlex.quote(str(path))
    bits = "rwx" if path.is_dir() else "rw"
    if owner == user_id:
        return f"your account may not use {path}; run: chmod u+{bits} {name}"
    if _is_of_this_user(path):
        recursive = "-R " if path.is_dir() else ""
        return f"{path} belongs to {owner_name(owner)}; run: sudo chown {recursive}{user_id} {name}"
    command = f"sudo chmod a+{bits.replace('w', '')} {name}"
    what = f"{path} belongs to {owner_name(owner)}, and your account may not use it"
    return f"{what}; ask an administrator to run: {command}"


def _is_of_this_user(path: Path) -> bool:
    """Return whether a path is in a place of this user, whoever owns the path itself."""
    return sys.platform != "win32" and os.geteuid() in (path.stat().st_uid, path.parent.stat().st_uid)


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _account(user_id: int) -> str | None:
    if sys.platform == "win32":
        return None
    import pwd

    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return None
