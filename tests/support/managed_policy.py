"""Starts a browser under a policy of an administrator, which no other process of the machine sees.

Chromium and Firefox read policies from folders of the system. The browser gets a mount namespace of its own,
in which the folder is another one: nothing is written outside of the test's folder, nothing is left behind.
"""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from support.dev_env.system_packages import BrowserName
from support.dev_env.venv import ROOT

CHROMIUM_ID, FIREFOX_ID = "ejlmbkngdpllldjjcipiiijjjbbpcjdi", "click-to-call@voiso.com"  # of the extension
EXAMPLES = ROOT / "installers" / "policies"
# The folder that is replaced, and where the file is in it.
PLACES = {
    "chromium": (Path("/etc/chromium"), "policies/managed/policy.json"),
    "firefox": (Path("/usr/lib/firefox-esr/distribution"), "policies.json"),
}


def policy_file(name: BrowserName, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the example policy for a browser with other settings; it does not install the extension."""
    example: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    policy = example.get("policies", example)
    del policy["ExtensionSettings"]
    extensions = next(iter(policy["3rdparty"].values()))
    for extension_id in extensions:
        extensions[extension_id] = settings
    return example


def managed_browser(name: BrowserName, binary: str, policy: Mapping[str, Any], folder: Path) -> str:
    """Write a program that starts the browser under a policy; skip the test where that is not possible."""
    place, file = PLACES[name]
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if not place.is_dir() or not shutil.which("unshare"):
        pytest.skip(f"this system has no {place}, or no unshare")
    if subprocess.run([*unshare, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this system allows no mount namespaces")
    source = folder / f"{name}-policy.json"
    source.write_text(json.dumps(policy), "utf-8")
    target = place / file
    script = folder / f"managed-{name}"
    steps = (
        f"mount -t tmpfs none {place} && mkdir -p {target.parent} && "
        f'cp {shlex.quote(str(source))} {target} && exec {shlex.quote(binary)} "$@"'
    )
    script.write_text(f'#!/bin/sh\nexec {shlex.join(unshare)} sh -c {shlex.quote(steps)} sh "$@"\n', "utf-8")
    script.chmod(0o700)
    return str(script)
