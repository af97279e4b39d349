"""What an administrator rolls out to all users: program, signed extension and settings, without a user's act.

Everything is in a clean root: the Debian package of the program, and policies that install the extension from
a server on this computer and forbid programs that are registered for one user.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from artefacts import crx
from artefacts.archive import FIRST_ZIP_EPOCH, write_archive
from artefacts.debian_package import FOLDER
from artefacts.signed_extension import load_or_make_key, sign
from support import debian, trial_stack
from support.browser.pending_work import copy_with_pending_work
from support.clean_root import CleanRoot
from support.dev_env import venv
from support.dev_env.system_packages import BrowserName
from support.e2e_stack import host_pids, running_stack
from support.managed_policy import FIREFOX_ID

SETTINGS = {"detection": "listed", "detection_sites": ["127.0.0.1"], "mark_style": "dotted"}
DOTTED = "CSS.highlights.get('voiso-call-dotted-blue')"


def packed(extension: Path, file: Path) -> Path:
    contents = {
        path.relative_to(extension).as_posix(): path.read_bytes()
        for path in extension.rglob("*")
        if path.is_file()
    }
    write_archive(file, contents, FIRST_ZIP_EPOCH)
    return file


def for_chromium(archive: Path, url: str, folder: Path, key_file: Path) -> tuple[str, str, dict[str, Any]]:
    key = load_or_make_key(key_file)
    sign(archive.read_bytes(), key, url, folder)
    extension_id = crx.extension_id(key)
    policy = json.loads((folder / "policy-chromium.json").read_text())
    policy |= {"NativeMessagingUserLevelHosts": False, "NativeMessagingBlocklist": ["*"]}
    policy["DeveloperToolsAvailability"] = 1  # or tests may not look into what a policy has installed
    policy["3rdparty"]["extensions"][extension_id] = SETTINGS
    return extension_id, "/etc/chromium/policies/managed/voiso.json", policy


def for_firefox(archive: Path, url: str, folder: Path, _: Path) -> tuple[str, str, dict[str, Any]]:
    archive.rename(folder / "extension.xpi")
    unsigned = {"xpinstall.signatures.required": {"Value": False, "Status": "locked"}}  # ESR allows that
    settings = {"installation_mode": "force_installed", "install_url": f"{url}extension.xpi"}
    policies = {
        "ExtensionSettings": {FIREFOX_ID: settings},
        "Preferences": unsigned,
        "3rdparty": {"Extensions": {FIREFOX_ID: SETTINGS}},
    }
    return FIREFOX_ID, "/etc/firefox/policies/policies.json", {"policies": policies}


def write(root: CleanRoot, file: str, content: Mapping[str, Any]) -> None:
    script = 'mkdir -p "$(dirname "$0")" && printf %s "$1" > "$0"'
    root.run("sh", "-c", script, file, json.dumps(content))


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_call_by_an_extension_that_a_policy_has_installed(
    browser: BrowserName, root: CleanRoot, package: Path, tmp_path: Path
) -> None:
    served, folder = tmp_path / "served", tmp_path / "stack"
    served.mkdir()
    folder.mkdir()
    extension = copy_with_pending_work(venv.DIST, tmp_path / "extension")
    archive = packed(extension, tmp_path / "extension.zip")
    with trial_stack.serve_folder(served) as url:
        prepare = for_chromium if browser == "chromium" else for_firefox
        extension_id, file, policy = prepare(archive, url, served, package.with_name(debian.KEY))
        write(root, file, policy)
        debian.install(root, package)
        with running_stack(
            browser, folder, clean_root=root, one_click=True, installed_by_policy=extension_id
        ) as started:
            page = started.browser.open(f"{started.url}answers.html")
            page.wait(f"{DOTTED}?.size > 0", what="the marks of the policy")
            started.click_and_expect_one_call(page, "+1 415 555 0150")
            assert host_pids(Path(FOLDER, "voiso-call-host"))
            assert_doctor_agrees(browser, root, started.browser.env)


def assert_doctor_agrees(browser: str, root: CleanRoot, environment: Mapping[str, str]) -> None:
    variables = (f"{name}={environment[name]}" for name in ("HOME", "PATH", "VOISO_CALL_HOME"))
    done = root.run("env", "-i", *variables, "/usr/bin/voiso-call", "doctor", "--json", check=False)
    found = json.loads(done.stdout)["findings"]
    assert [it for it in found if it["level"] == "fault"] == []
    registered = [it["what"] for it in found if it["code"] == "registered"]
    assert any(f"{browser.title()} starts this program, for all users" in what for what in registered)
    assert "host_answers" in [it["code"] for it in found]
