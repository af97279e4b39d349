"""The launcher: the script that browsers start. It runs this Python, isolated from the agent's environment.

`-I` makes Python ignore PYTHON* variables, the user's site-packages and the current folder, so that no code
from there runs in the host. `-S` delays the module `site` until the host has answered `hello` and redirected
stdin and stdout: `site` runs .pth files and sitecustomize, which take time and might print to the browser.
Without it, Python does not find the host; so the script names the folder, and looks for nothing else there.

An upgrade of the system may take this Python away, or its packages. A browser could then only say that the
program was not found or has ended. The launcher therefore answers by itself, with the message that says so.
"""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import voiso_call
from voiso_call.config.paths import HOME_ENV_VAR
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.framing import encode, failure_reply

# Valid as shell and as Python. The shell reads `''''` as nothing, so that the line is the command `:`, and
# ends before it comes to the closing quotes. Python reads all of it as one text in triple quotes. `read`
# waits until the browser has closed the port: that would report an error if it could not write to it.
_SHELL = """\
#!/bin/sh
'''':
if [ -x {python} ]; then exec {python} -IS "$0" "$@"; fi
printf {length} {message}
while read -r line; do :; done
exit 1
'''
"""

# In CPython 3.11 the variable PYTHONEXECUTABLE takes effect in spite of -I, so the script sets
# sys.executable, from which `site` finds the virtual environment. A newer Python than the one of the
# installation would find the host in its folder, but none of the libraries.
_PYTHON = """\
import sys

sys.executable = {python!r}
{set_home}try:
    if sys.version_info[:2] not in {versions!r}:
        raise ImportError
    sys.path.insert(0, {packages!r})
    from voiso_call.native_host.main import main

    del sys.path[0]
except ImportError:
    import os

    os.write(1, {frame!r})
    while os.read(0, 4096):
        pass
    sys.exit(1)

raise SystemExit(main(without_site=True))
"""

_PACKAGES = str(Path(voiso_call.__file__).parents[1])


def launcher_script(
    python: str,
    home: str | None = None,
    *,
    packages: str = _PACKAGES,
    versions: Sequence[tuple[int, int]] = (sys.version_info[:2],),
) -> str:
    """Return the script that starts the host with the interpreter at the path `python`.

    `home` is the value of VOISO_CALL_HOME for the host: a browser that is started from a desktop does not
    have the variables of the terminal in which the host was installed. `packages` is the folder of this
    package, and `versions` are those of Python for which it and what it needs are installed.
    """
    frame = _gone_frame()
    length, message = frame[:4], frame[4:].decode("ascii")
    octal = "".join(f"\\{byte:03o}" for byte in length)
    shell = _SHELL.format(
        python=shlex.quote(python), length=shlex.quote(f"{octal}%s"), message=shlex.quote(message)
    )
    # Python would read the backslash of a path as the beginning of an escape. No path of a system has one.
    first_lines = f"#!{python} -IS\n" if "\\" in python else shell
    set_home = f"import os\n\nos.environ[{HOME_ENV_VAR!r}] = {home!r}\n" if home else ""
    return first_lines + _PYTHON.format(
        python=python, set_home=set_home, versions=tuple(versions), packages=packages, frame=frame
    )


def _gone_frame() -> bytes:
    """Return the message, with its length, that the Python of the host or its packages are gone."""
    detail = "the Python that the host was installed with, or its packages, are gone; install the host again"
    failure = failure_reply(CallError(ErrorCode.HOST_MISSING, detail, cause="python_gone"))
    return encode({"id": 0, "reply": failure})
