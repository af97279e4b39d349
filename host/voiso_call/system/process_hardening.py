"""Keeps numbers and the API key from core dumps, other processes and plugins of libraries.

On Linux the kernel then also refuses debuggers and the memory files in /proc to other processes of the same
user. Root can still read everything.
"""

import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # from <linux/prctl.h>; see prctl(2)


def harden_process() -> None:
    """Disable plugins, core dumps and debugger access for the rest of this process.

    Call it before pydantic is imported. Skips whatever the operating system does not support.
    """
    # pydantic would load the plugins of every installed package, and show them each message it validates.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # RLIMIT_CORE does not apply to core dumps that the kernel pipes into a program; see core(5).
        with suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
