"""A process that holds the key leaves none of its memory behind: no core file, nothing for other programs.

On Linux the kernel also hides it from debuggers and other processes of this user; root still sees all.
"""

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # prctl(2)


def harden_process() -> None:
    """Hold from now on; what the system does not know is left out."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # RLIMIT_CORE alone does not stop a core that the kernel pipes to a program, core(5).
        with suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
