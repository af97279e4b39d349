"""When a file was changed last, in a way that no tool which copies files can set."""

import os
import sys
from pathlib import Path

_READ_ATTRIBUTES, _SHARE_ALL, _OPEN_EXISTING = 0x80, 7, 3  # of `CreateFileW`: also of a file that is in use


def change_time_ns(file: Path, state: os.stat_result) -> int:
    """Return the time of the last change of a file or its attributes; `state` is that of the file.

    On Windows `st_ctime` is the time of creation, so that the time is asked for. Raises OSError.
    """
    if sys.platform != "win32":
        return state.st_ctime_ns
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(file), _READ_ATTRIBUTES, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
    if handle == ctypes.c_void_p(-1).value:
        raise ctypes.WinError(ctypes.get_last_error())
    basic_info = (ctypes.c_int64 * 5)()  # FILE_BASIC_INFO: created, accessed, written, changed; attributes
    try:
        size = ctypes.sizeof(basic_info)
        if not kernel.GetFileInformationByHandleEx(
            ctypes.c_void_p(handle), 0, ctypes.byref(basic_info), size
        ):
            raise ctypes.WinError(ctypes.get_last_error())
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return int(basic_info[3]) * 100
