"""The launcher: the script that browsers start. It runs this Python, isolated from the agent's environment.

`-I` makes Python ignore PYTHON* variables, the user's site-packages and the current folder, so that no code
from there runs in the host. `-S` delays the module `site` until the script has redirected stdin and stdout:
`site` runs .pth files and sitecustomize, which might print to the browser.

An upgrade of the system may take this Python away, or its packages. A browser could then only say that the
program was not found or has ended. The launcher therefore answers by itself, with the message that says so.
"""

import shlex

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

# stdin and stdout are /dev/null while `site` runs; afterwards they are restored. In CPython 3.11 the variable
# PYTHONEXECUTABLE takes effect in spite of -I, so the script sets sys.executable, from which `site` finds the
# virtual environment.
_PYTHON = """\
import os
import sys

sys.executable = {python!r}
{set_home}saved = os.dup(0), os.dup(1)
null = os.open(os.devnull, os.O_RDWR)
os.dup2(null, 0)
os.dup2(null, 1)
import site

site.main()
for descriptor, original in enumerate(saved):
    os.dup2(original, descriptor)
    os.close(original)
os.close(null)
try:
    from voiso_call.native_host.main import main
except ImportError:
    os.write(1, {frame!r})
    while os.read(0, 4096):
        pass
    sys.exit(1)

raise SystemExit(main())
"""


def launcher_script(python: str, home: str | None = None) -> str:
    """Return the script that starts the host with the interpreter at the path `python`.

    `home` is the value of VOISO_CALL_HOME for the host: a browser that is started from a desktop does not
    have the variables of the terminal in which the host was installed.
    """
    frame = _gone_frame()
    length, message = frame[:4], frame[4:].decode("ascii")
    octal = "".join(f"\\{byte:03o}" for byte in length)
    shell = _SHELL.format(
        python=shlex.quote(python), length=shlex.quote(f"{octal}%s"), message=shlex.quote(message)
    )
    # Python would read the backslash of a path as the beginning of an escape. No path of a system has one.
    first_lines = f"#!{python} -IS\n" if "\\" in python else shell
    set_home = f"os.environ[{HOME_ENV_VAR!r}] = {home!r}\n" if home else ""
    return first_lines + _PYTHON.format(python=python, set_home=set_home, frame=frame)


def _gone_frame() -> bytes:
    """Return the message, with its length, that the Python of the host or its packages are gone."""
    detail = "the Python that the host was installed with, or its packages, are gone; install the host again"
    failure = failure_reply(CallError(ErrorCode.HOST_MISSING, detail, cause="python_gone"))
    return encode({"id": 0, "reply": failure})
