"""The launcher: the script that browsers start. It runs this Python, isolated from the agent's environment.

`-I` makes Python ignore PYTHON* variables, the user's site-packages and the current folder, so that no code
from there runs in the host. `-S` delays the module `site` until the script has redirected stdin and stdout:
`site` runs .pth files and sitecustomize, which might print to the browser.
"""

from voiso_call.config.paths import HOME_ENV_VAR

MAX_SHEBANG_BYTES = 127  # Linux ignores the rest of a longer first line

# stdin and stdout are /dev/null while `site` runs; afterwards they are restored. In CPython 3.11 the variable
# PYTHONEXECUTABLE takes effect in spite of -I, so the script sets sys.executable, from which `site` finds the
# virtual environment.
_LAUNCHER_TEMPLATE = """\
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
from voiso_call.native_host.main import main

raise SystemExit(main())
"""


def launcher_script(python: str, home: str | None = None) -> str:
    """Return the script that starts the host with the interpreter at the path `python`.

    `home` is the value of VOISO_CALL_HOME for the host: a browser that is started from a desktop does not
    have the variables of the terminal in which the host was installed.

    A first line `#!<python>` cannot hold spaces or long paths. For such paths the script is valid both as
    shell and as Python:

        #!/bin/sh
        '''exec' '<python>' -IS "$0" "$@"
        ' '''

    The shell reads `'''exec'` as the word `exec`, so it becomes Python with the same script and arguments.
    Python reads the second and third line as one string literal in triple quotes and continues after it.
    """
    first_line = f"#!{python} -IS\n"
    if " " in python or len(first_line.encode()) > MAX_SHEBANG_BYTES:
        quoted = python.replace("'", "'\"'\"'")
        first_line = f"#!/bin/sh\n'''exec' '{quoted}' -IS \"$0\" \"$@\"\n' '''\n"
    set_home = f"os.environ[{HOME_ENV_VAR!r}] = {home!r}\n" if home else ""
    return first_line + _LAUNCHER_TEMPLATE.format(python=python, set_home=set_home)
