"""A release as an agent gets it: installed by install.sh, called from both browsers, and removed again."""

import contextlib
import stat
import sys
import zipfile
from pathlib import Path

import pytest

import try_steps
import voiso_call
from support import sandbox, trial_stack
from support.browser.interface import LaunchOptions
from support.browser.launch import launch
from support.browser.polling import wait_until
from support.dev_env import system_packages, venv
from support.dev_env.progress import run
from support.dev_env.system_packages import BrowserName
from support.file_snapshot import snapshot
from support.install_script import HARD_NAME, InstallScript, kill_group
from support.sandbox_thread import sandbox_thread

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="install.ps1 is for Windows")
CHROMIUM_PROFILE = ".config/chromium"  # its usual one, in which it finds the host without more ado
MANIFESTS = (f"{CHROMIUM_PROFILE}/NativeMessagingHosts", ".mozilla/native-messaging-hosts")
# What browsers write for themselves, a host that has not quite ended into its journal, Python as bytecode.
NOT_COMPARED = (
    *(f"{CHROMIUM_PROFILE}/", ".mozilla/", ".cache", ".pki"),
    *(".local/state/voiso-call/", ".local/share/voiso-call/program/"),
)
FIRST_START_S = 60  # of program and extension in a new profile, while all other tests run
VERSION = voiso_call.__version__


@pytest.fixture
def script(release: Path, tmp_path: Path) -> InstallScript:
    """The script beside the files of the release, and a home that browsers have used."""
    if not venv.WHEELS.is_dir():
        pytest.skip(f"no packages in {venv.WHEELS}: tests/run.py downloads them")
    downloads, home = tmp_path / f"{HARD_NAME} downloads", tmp_path / HARD_NAME
    downloads.mkdir()
    for file in release.iterdir():
        (downloads / file.name).symlink_to(file)
    (home / CHROMIUM_PROFILE).mkdir(parents=True)
    (home / ".mozilla").mkdir()
    (home / "thesis.txt").write_text("mine")
    # What a person has set for pip does not lead it elsewhere.
    return InstallScript(downloads, home, PIP_TARGET=str(tmp_path / "elsewhere"))


def agents_files(script: InstallScript) -> dict[str, tuple[int, bytes]]:
    """Return what is in the home, without what may change at any time."""
    return {
        name: content
        for name, content in snapshot(script.home).items()
        if name.startswith(MANIFESTS) or not name.startswith(NOT_COMPARED)
    }


def place_call(name: BrowserName, script: InstallScript, extension: Path, log: Path) -> None:
    """Click a number in a browser that knows nothing but the extension, and press the card's button."""
    binary = system_packages.find_browser(name)
    if binary is None:
        pytest.skip(f"no {name} on this machine: tests/run.py installs it where it may")
    before = len(sandbox.posts(log))
    in_home = name == "chromium"
    options = LaunchOptions(
        binary=binary,
        extension=extension,
        profile=script.home / CHROMIUM_PROFILE if in_home else log.parent / "firefox-profile",
        env=script.variables,
        headless=True,
    )
    with trial_stack.serve_folder() as url, launch(name, options) as browser:
        page = browser.open(url)
        page.wait(try_steps.MARKED, FIRST_START_S, what="the extension to mark the page's numbers")
        wait_until(lambda: try_steps.opened_card(page), "the card", FIRST_START_S, page.describe)
        wait_until(
            lambda: len(try_steps.press_call(page, log)) > before, "the call", FIRST_START_S, page.describe
        )
    [post] = sandbox.posts(log)[before:]
    assert post["body"]["phone_number"] == "".join(filter(str.isdigit, try_steps.NUMBER))


def test_release_is_installed_calls_from_both_browsers_and_leaves_nothing(
    script: InstallScript, tmp_path: Path
) -> None:
    options: list[str | Path] = ["--python", sys.executable, "--wheels", venv.WHEELS]
    before = agents_files(script)
    killed = script.start(*options)
    try:
        wait_until(
            (script.program / f"{VERSION}-1/bin").is_dir, "the environment to be half made", FIRST_START_S
        )
    finally:
        kill_group(killed)
    code, output = script.run(*options)
    assert code == 0, output
    assert "Registered the host with chromium" in output
    assert "Registered the host with firefox" in output
    assert "The program answers as a browser asks it, with version" in output
    assert stat.S_IMODE((script.base / "voiso-call-host").stat().st_mode) == 0o755
    assert run([script.command, "--version"], env=script.variables).strip() == VERSION
    [installer] = script.program.glob("*/lib/*/site-packages/voiso_call-*/INSTALLER")
    assert installer.read_text() == "script\n", "it says how to update it"
    assert not (script.home / ".local/state").exists(), "neither calls nor a log: nothing to be left behind"
    installed = agents_files(script)

    log = tmp_path / "sandbox.jsonl"
    with contextlib.ExitStack() as exits:
        url = exits.enter_context(sandbox_thread(log))
        run(
            [script.command, *sandbox.setup_arguments(url)],
            env=script.variables,
            stdin=f"{sandbox.API_KEY}\n",
        )
        unpacked = tmp_path / "chromium-extension"
        [archive] = script.script.parent.glob("*.zip")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(unpacked)
        place_call("chromium", script, unpacked, log)
        [xpi] = script.script.parent.glob("*.xpi")
        place_call("firefox", script, xpi.resolve(), log)

    used = agents_files(script)
    code, output = script.run("--uninstall")
    assert code == 0, output
    made = installed.keys() - before.keys()
    others = used.keys() - made
    stays = others | {name for name in made if any(it.startswith(f"{name}/") for it in others)}
    assert agents_files(script) == {name: used[name] for name in stays}
    assert not script.program.exists()
    assert ".config/voiso-call/config.toml" in stays, "what the agent has set up"
    assert (script.home / ".local/state/voiso-call/journal.sqlite3").exists()
