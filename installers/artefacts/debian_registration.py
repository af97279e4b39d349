"""Prints the files through which browsers find the host of the Debian package, as JSON: paths and contents.

Runs in the environment of the host: the places and the manifests are those of its registration table.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from voiso_call.install.install_plan import manifest_content, manifest_text
from voiso_call.install.launcher import launcher_script
from voiso_call.install.registration_table import locations
from voiso_call.native_host.extension_allowlist import SHARED_FILE

NOT_ON_DEBIAN = "/usr/lib64/"


def registration(
    folder: str, packages: str, pythons: Sequence[str], extension_ids: Sequence[str] = ()
) -> dict[str, str]:
    """Return the launcher and every manifest for all users, if the package's files are in `folder`.

    The host is in the folder `packages` within it, for Pythons such as "3.11". `extension_ids` are those that
    the key of an administrator gives the extension in Chromium's family.
    """
    launcher = f"{folder}/voiso-call-host"
    versions = [(int(major), int(minor)) for major, minor in (python.split(".") for python in pythons)]
    script = launcher_script(f"{folder}/bin/python3", packages=f"{folder}/{packages}", versions=versions)
    files = {launcher: script}
    for place in locations("linux", PurePosixPath("/"), {}):
        file = str(place.manifest_file)
        if place.level == "system" and not file.startswith(NOT_ON_DEBIAN):
            ids = extension_ids if place.shape == "chromium" else ()
            files[file] = manifest_text(manifest_content(place.shape, Path(launcher), ids))
    if extension_ids:
        files[f"{folder}/{SHARED_FILE}"] = json.dumps({"chromium": extension_ids}, indent=2) + "\n"
    return files


if __name__ == "__main__":
    folder, packages, pythons, *extension_ids = sys.argv[1:]
    print(json.dumps(registration(folder, packages, pythons.split(","), extension_ids)))
