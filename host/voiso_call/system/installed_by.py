"""By what this program was installed: what a person is told to update it with.

An installer leaves its name in the file INSTALLER beside the package ("Recording installed projects" on
packaging.python.org). pip writes its own; our packages and scripts write theirs over it. `hello` is answered
with this, so this module imports nothing else.
"""

import voiso_call

# As INSTALLER names them, and as `hello` does.
_NAMES = {b"pip": "pip", b"uv": "pip", b"deb": "deb", b"msi": "msi", b"script": "script"}
_MAX_NAME_BYTES = 32


def installed_by() -> str:
    """Return "deb", "msi", "script" (the installers of a release), "pip", or "" where that is not known."""
    # Without `os`, which costs time before `hello`.
    folder = voiso_call.__file__[: -len("voiso_call/__init__.py")]
    record = f"{folder}voiso_call-{voiso_call.__version__}.dist-info/INSTALLER"
    try:
        with open(record, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib is slow to import
            name = file.read(_MAX_NAME_BYTES) or b""
    except OSError:
        return ""
    return _NAMES.get(name.strip(), "")
