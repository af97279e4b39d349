"""The script that browsers start: it runs this very Python, isolated from the agent's environment."""

MAX_SHEBANG_BYTES = 127  # Linux cuts longer first lines

# What `site` runs (.pth files, sitecustomize) may print: it speaks and listens to nobody.
# PYTHONEXECUTABLE is obeyed in spite of `-I` (CPython 3.11), so the script says itself who it is.
_LAUNCHER_TEMPLATE = """\
import os
import sys

sys.executable = {python!r}
wire = os.dup(0), os.dup(1)
null = os.open(os.devnull, os.O_RDWR)
os.dup2(null, 0)
os.dup2(null, 1)
import site

site.main()
for descriptor, its in enumerate(wire):
    os.dup2(its, descriptor)
    os.close(its)
os.close(null)
from voiso_call.native_host.main import main

raise SystemExit(main())
"""


def launcher_script(python: str) -> str:
    """Write a script that starts `python -I`, also from paths that a first line cannot hold.

    `-S` keeps `site` back until the script runs it.
    """
    first_line = f"#!{python} -IS\n"
    if " " in python or len(first_line.encode()) > MAX_SHEBANG_BYTES:
        quoted = python.replace("'", "'\"'\"'")
        # A shell reads the second line and becomes Python; Python reads it as a string.
        first_line = f"#!/bin/sh\n'''exec' '{quoted}' -IS \"$0\" \"$@\"\n' '''\n"
    return first_line + _LAUNCHER_TEMPLATE.format(python=python)
