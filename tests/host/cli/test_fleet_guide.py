"""The commands and settings in the guide for administrators do what it says."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from support.cli_runner import run
from support.sandbox import API_KEY
from voiso_call.config import admin_settings, settings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings

GUIDE = (Path(__file__).parents[3] / "docs/administration.md").read_text("utf-8")
AS_AGENT = "runuser -u agent -- voiso-call "


def block(heading: str, language: str) -> str:
    """Return the first code in this language below a heading."""
    section = GUIDE.split(f"### {heading}\n")[1]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An administrator's settings, as in the guide, with an empty do-not-call list."""
    file = tmp_path / "etc/config.toml"
    file.parent.mkdir()
    file.write_text(block("Settings for all users", "toml"))
    (file.parent / "do-not-call.csv").write_text("number\n")
    for module in (settings, admin_settings):
        monkeypatch.setattr(module, "admin_file", lambda: file)
    return file


def test_unattended_setup_as_in_the_guide(admin: Path, paths: AppPaths) -> None:
    commands = block("Unattended setup", "sh").splitlines()
    results = []
    for command in commands:
        assert command.startswith(AS_AGENT)
        arguments, _, redirected = command.removeprefix(AS_AGENT).partition(" < ")
        results.append(run(*shlex.split(arguments), typed=f"{API_KEY}\n" if redirected else ""))
    for done in results:
        status = json.loads(done.stdout)
        assert (done.returncode, done.stderr) == (0, "")
        assert (status["configured"], status["cluster"], status["user_id"]) == (True, "cc-ams03", 1234)
        assert API_KEY not in done.stdout
    assert paths.key_file.read_text("utf-8") == API_KEY
    loaded = load_settings(paths.config_file)
    assert (
        loaded.policy.allowed_countries
        == tomllib.loads(admin.read_text("utf-8"))["policy"]["allowed_countries"]
    )
    again = run(*shlex.split(commands[0].removeprefix(AS_AGENT).partition(" < ")[0]), typed=f"{API_KEY}\n")
    assert again.returncode == 0


@pytest.mark.parametrize(
    ("options", "typed", "missing"),
    [
        (["--api-key-stdin"], API_KEY, "--user-id"),
        (["--user-id", "1234"], "", "--api-key-stdin"),
        (["--user-id", "1234", "--api-key-stdin"], "", "[key_missing]"),
        (["--user-id", "0", "--api-key-stdin"], API_KEY, "user_id"),
    ],
)
def test_unattended_setup_that_lacks_an_answer_ends_with_2_and_names_it(
    admin: Path, paths: AppPaths, options: list[str], typed: str, missing: str
) -> None:
    done = run("setup", *options, "--key-store", "file", "--no-check", typed=typed)
    assert (done.returncode, missing in done.stderr) == (2, True), done.stderr
    assert not paths.config_file.exists()
