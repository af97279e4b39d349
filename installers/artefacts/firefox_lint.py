"""Examines the Firefox package with addons-linter, as addons.mozilla.org does with what is uploaded there."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from artefacts.build_error import BuildError
from artefacts.locked_packages import ROOT
from support.dev_env import venv
from support.dev_env.progress import run

SOURCES = ROOT / "installers" / "addons-linter"  # its exact version and those of its packages, with hashes
INSTALLED = venv.LOCAL / "addons-linter"
# Warnings that are as they must be, each with a word of its message.
EXPECTED = {
    # We name no version of Firefox for Android, where no program can be started. The linter assumes one.
    ("KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION", "Android"),
    # Chromium's way to read shadow roots. It is called only where it exists; Firefox has another.
    ("UNSUPPORTED_API", "dom.openOrClosedShadowRoot"),
}


def lint_firefox_archive(archive: Path, say: Callable[[str], None]) -> None:
    """Raise BuildError for an error or an unexpected warning. Installs the linter first, as locked."""
    lint = _installed_linter()
    command = ["node", str(lint), "--output", "json", str(archive)]
    done = subprocess.run(command, env=venv.variables(), capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        raise BuildError(f"addons-linter reported nothing: {done.stderr.strip()}") from None
    found = [*report["errors"], *report["warnings"], *report["notices"]]
    problems = [it for it in found if not _is_expected(it["code"], it["message"])]
    if problems:
        lines = (f"{it['_type']} {it['code']} in {it.get('file')}: {it['message']}" for it in problems)
        raise BuildError("\n".join(["addons-linter found:", *lines]))
    say(f"  addons-linter: no error, {len(found)} warnings, all of them expected")


def _is_expected(code: str, message: str) -> bool:
    return any(code == expected and word in message for expected, word in EXPECTED)


def _installed_linter() -> Path:
    entry = INSTALLED / "node_modules" / "addons-linter" / "bin" / "addons-linter"
    lock = SOURCES / "package-lock.json"
    stamp = INSTALLED / "installed-lock.json"
    if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
        npm = venv.get_node()
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", lock.name):
            shutil.copy(SOURCES / name, INSTALLED / name)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run([npm, "ci", *options], env=venv.variables(), cwd=INSTALLED)
        shutil.copy(lock, stamp)
    return entry
