"""`voiso-call install`, `uninstall` and `status`: what they print and change, and what they refuse."""

import json
import sys
from pathlib import Path

import pytest

from support.cli_runner import run, run_setup, words
from voiso_call.cli import install
from voiso_call.config.paths import AppPaths


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
@pytest.mark.parametrize(
    ("command", "field"),
    [(["status"], "configured"), (["install", "--browser", "firefox", "--dry-run"], "action")],
)
def test_json_is_one_document_although_the_allowlist_is_not_trusted(
    sandbox_url: str, paths: AppPaths, command: list[str], field: str
) -> None:
    run_setup(sandbox_url)
    run("install", "--browser", "firefox", "--dev-id", "dev@example.org")
    paths.dev_extensions_file.chmod(0o666)
    done = run(*command, "--json")
    assert (done.returncode, field in json.loads(done.stdout)) == (1, True)
    assert "[host_forbidden]" in done.stderr
    as_text = run(*command)
    assert (as_text.returncode, as_text.stderr) == (1, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_install_list_as_json_has_its_documented_fields(paths: AppPaths) -> None:
    manifest = json.loads(run("install", "--browser", "firefox", "--json").stdout)["manifest"]
    assert json.loads(run("install", "--list", "--json").stdout) == {
        "launcher": str(paths.launcher_file),
        "manifests": [manifest],
        "dev_extension_ids": {},
    }


def test_unwritable_file_is_reported_in_one_line(paths: AppPaths, home: Path) -> None:
    (home / ".mozilla").write_text("in the way")
    done = run("install", "--browser", "firefox")
    assert done.returncode == 1
    assert done.stderr.startswith("voiso-call: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_install_refuses_to_replace_another_program_unless_forced(home: Path, tmp_path: Path) -> None:
    manifest = Path(
        json.loads(run("install", "--browser", "firefox", "--dry-run", "--json").stdout)["manifest"]
    )
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"path": str(tmp_path)}))
    for options in ([], ["--dry-run"]):
        done = run("install", "--browser", "firefox", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert str(tmp_path) in done.stderr
        assert "--force" in done.stderr
    kept = run("uninstall", "--browser", "firefox")
    assert (kept.returncode, "it starts another program" in kept.stdout) == (0, True)
    assert run("install", "--browser", "firefox", "--force").returncode == 0
    assert run("install", "--browser", "firefox").returncode == 0, "it is ours now"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_the_extension_beside_its_own_sources_is_named_and_none_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "__file__", str(tmp_path / "host/voiso_call/cli/install.py"))
    (tmp_path / "elsewhere/extension/dist").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "then load the extension.\n" in run("install", "--browser", "firefox").stdout
    (tmp_path / "extension/dist").mkdir(parents=True)
    assert f"then load {tmp_path}/extension/dist." in run("install", "--browser", "firefox").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_install_reports_what_it_did_and_a_dry_run_changes_nothing(home: Path) -> None:
    dry = json.loads(run("install", "--browser", "firefox", "--dry-run", "--json").stdout)
    assert (dry["action"], dry["dry_run"], Path(dry["manifest"]).exists()) == ("write", True, False)
    wet = json.loads(run("install", "--browser", "firefox", "--json").stdout)
    assert wet == {**dry, "dry_run": False}
    assert json.loads(Path(wet["manifest"]).read_text()) == wet["content"]
    assert run("install", "--list").stdout == f"firefox: {wet['manifest']}\n"
    assert "Would remove" in run("uninstall", "--browser", "firefox", "--dry-run").stdout
    assert Path(wet["manifest"]).exists()
    assert json.loads(run("uninstall", "--browser", "firefox", "--json").stdout)["action"] == "remove"
    assert "not registered with firefox" in run("uninstall", "--browser", "firefox").stdout
    assert json.loads(run("uninstall", "--browser", "firefox", "--json").stdout)["action"] == "none"
    assert "not registered with any browser" in run("install", "--list").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
@pytest.mark.parametrize(
    ("content", "note"),
    [
        ('{"path": "/bin/true"}', "it starts another program"),
        ("{", "the file is broken; install again"),
        (None, "the file is missing; install again"),
    ],
)
def test_registration_that_does_not_start_this_host_is_not_called_one(
    sandbox_url: str, content: str | None, note: str
) -> None:
    manifest = Path(json.loads(run("install", "--browser", "firefox", "--json").stdout)["manifest"])
    assert "Next, register" not in run_setup(sandbox_url).stdout
    if content is None:
        manifest.unlink()
    else:
        manifest.write_text(content)
    assert run("install", "--list").stdout == (
        f"firefox: {manifest} ({note})\nThe host is not registered with any browser.\n"
    )
    assert json.loads(run("install", "--list", "--json").stdout)["manifests"] == []
    assert "Browsers: none; run: voiso-call install" in words(run("status").stdout)
    assert "Next, register" in run("setup", "--region", "GB").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
def test_status_shows_what_is_set_up_and_what_is_missing(
    sandbox_url: str, paths: AppPaths, tmp_path: Path
) -> None:
    def rows() -> dict[str, str]:
        lines = run("status").stdout.splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    assert set(rows()) == {"Settings", "API key", "Browsers"}
    assert rows()["API key"] == "missing"
    run_setup(sandbox_url, "--caller-id", "442079460999")
    run("install", "--browser", "firefox")
    run("install", "--browser", "chrome", "--user-data-dir", str(tmp_path))
    with paths.config_file.open("a") as file:
        file.write('[policy]\nallowed_countries = ["GB"]\nnumber_types = { satellite = "deny" }\n')
    shown = rows()
    assert shown["Calls to"] == f"the sandbox {sandbox_url}"
    assert (shown["Country"], shown["Caller IDs"]) == ("GB", "442079460999")
    assert shown["Policy"] == "only countries GB; satellite: deny"
    assert shown["One click"] == "the sites that the agent allows"
    assert shown["CRM records"] == "never sent"
    assert shown["API key"] == f"in the file {paths.key_file}"
    assert set(shown["Browsers"].split(", ")) == {"firefox", "user data folder"}
    valid = paths.config_file.read_text()
    for wrong in ("x = 1", "x = "):  # an unknown setting; no TOML, so that the file alone tells of the key
        paths.config_file.write_text(f"{wrong}\n{valid}")
        assert (rows()["API key"], rows()["Browsers"]) == (shown["API key"], shown["Browsers"])
        assert (run("status").returncode, "line 1" in run("status").stderr) == (1, True)
    paths.config_file.write_text(valid)
    run("key", "delete")
    assert (rows()["API key"], run("status").returncode) == ("missing", 1)
    assert "[key_missing]" in run("status").stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be registered yet")
@pytest.mark.parametrize(
    ("section", "summary"),
    [
        ("agents_may_allow = false", "nowhere"),
        ('origins = ["https://A.example"]', "https://a.example; and the sites that the agent allows"),
        ('agents_may_allow = false\norigins = ["https://a.example"]', "https://a.example"),
    ],
)
def test_status_shows_where_one_click_calls(
    sandbox_url: str, paths: AppPaths, section: str, summary: str
) -> None:
    run_setup(sandbox_url)
    with paths.config_file.open("a") as file:
        file.write(f"[one_click]\n{section}\n")
    assert f"One click: {summary}" in [words(line) for line in run("status").stdout.splitlines()]
