"""How to update this program and the extension, by what they were installed with, for the command line.

The extension says the same (`error_version_mismatch_*` in its `_locales`).
"""

from voiso_call.system.installed_by import installed_by

_PROGRAM = {
    "deb": "Install the current Debian package: sudo apt install ./voiso-click-to-call_*.deb",
    "msi": "Install the current Windows package (MSI), or ask your administrator to",
    "script": "Run the installer of the current version again",
    "pip": "Install the current version with pip, then run: voiso-call install",
}
UPDATE_EXTENSION = "Update the extension on the browser's extensions page, or ask your administrator to"


def update_program() -> str:
    """Return what to do for a newer version of this program."""
    return _PROGRAM.get(installed_by(), "Install the current version of Click-to-Call")
