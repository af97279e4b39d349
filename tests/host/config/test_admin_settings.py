"""Settings for all users of a computer: they come before a user's own, and nothing of a user changes them."""

import json
import sys
from pathlib import Path

import pytest

from support.cli_runner import run
from support.findings import expect
from voiso_call.config import admin_settings, settings
from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import load_settings
from voiso_call.doctor import settings as doctor_settings
from voiso_call.errors import CallError
from voiso_call.policy.do_not_call import DoNotCallList
from voiso_call.protocol.setup_messages import Configure
from voiso_call.provisioning.configure import configure

OWN = """
cluster = "cc-own"
user_id = 1234
[limits]
per_minute = 100
repeat_window_s = 9
[policy]
allowed_countries = ["RU"]
number_types = { premium_rate = "allow", personal = "allow" }
"""
SITE = """
cluster = "cc-admin"
[limits]
per_minute = 6
[policy]
allowed_countries = ["GB"]
do_not_call = "list.csv"
number_types = { premium_rate = "deny" }
"""


@pytest.fixture
def admin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "etc/config.toml"
    file.parent.mkdir()
    for module in (settings, admin_settings):
        monkeypatch.setattr(module, "admin_file", lambda: file)
    file.write_text(SITE, "utf-8")
    return file


@pytest.fixture
def own(paths: AppPaths) -> Path:
    paths.config.mkdir(parents=True, mode=0o700)
    paths.config_file.write_text(OWN, "utf-8")
    return paths.config_file


def test_admin_settings_come_before_the_users_own_one_by_one(admin: Path, own: Path, paths: AppPaths) -> None:
    loaded = load_settings(own)
    assert (loaded.cluster, loaded.user_id) == ("cc-admin", 1234)
    assert (loaded.limits.per_minute, loaded.limits.repeat_window_s) == (6, 9)
    assert loaded.policy.allowed_countries == ["GB"]
    assert (loaded.policy.number_types.premium_rate, loaded.policy.number_types.personal) == ("deny", "allow")
    (admin.parent / "list.csv").write_text("+442079460000\n")
    DoNotCallList.from_settings(paths, loaded).load()  # beside the administrator's file, not the user's
    admin.unlink()
    assert load_settings(own).cluster == "cc-own"


def test_user_needs_no_setting_that_is_set_for_all(admin: Path, paths: AppPaths) -> None:
    admin.write_text('cluster = "cc-admin"\n')
    done = run(
        "setup", "--user-id", "7", "--api-key-stdin", "--key-store", "file", "--no-check", typed="key-1"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "cluster cc-admin, user ID 7" in done.stdout
    assert "cluster" not in paths.config_file.read_text("utf-8")


def test_no_command_and_no_browser_changes_what_is_set_for_all(
    admin: Path, own: Path, paths: AppPaths
) -> None:
    refused = run("setup", "--cluster", "cc-other", "--api-key-stdin", "--key-store", "file", typed="key-1")
    assert (refused.returncode, f"is set for all users in {admin}" in refused.stderr) == (2, True)
    with pytest.raises(CallError, match="ask your administrator") as error:
        configure(paths, Configure(type="configure", cluster="cc-other"))
    assert error.value.params["field"] == "cluster"
    assert error.value.params["set_for_all"] is True
    assert own.read_text("utf-8") == OWN
    configure(paths, Configure(type="configure", cluster="cc-admin", user_id=5))
    assert load_settings(own).user_id == 5


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("[limits]\n\nper_minute = -1\n", "limits.per_minute: must be 0 or more", 3),
        ("[limit]\nper_minute = 1\n", "limit: unknown setting; did you mean limits?", 1),
        ("cluster =\n", "Invalid value", 1),
        ("user_id = 7\n", "user_id: belongs to the settings of each user", None),
        ('sandbox_url = "http://127.0.0.1:1"\n', "sandbox_url: belongs to the settings of each user", None),
        ("x" * 300_000, "bytes", None),
    ],
)
def test_wrong_admin_settings_stop_every_call_and_are_named_with_file_and_line(
    admin: Path, own: Path, paths: AppPaths, text: str, problem: str, line: int | None
) -> None:
    admin.write_text(text)
    with pytest.raises(CallError, match=r".") as error:
        load_settings(own)
    assert (error.value.params["file"], error.value.params.get("line")) == (str(admin), line)
    assert problem in error.value.detail
    [finding, *_] = doctor_settings.examine(paths)
    assert (finding.level, str(admin) in finding.what + finding.action) == ("fault", True)


def test_wrong_setting_of_the_user_is_still_named_in_the_users_file(admin: Path, own: Path) -> None:
    own.write_text(OWN.replace("repeat_window_s = 9", "repeat_window_s = -9"))
    with pytest.raises(CallError) as error:
        load_settings(own)
    assert (error.value.params["file"], error.value.params["line"]) == (str(own), 6)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")
def test_admin_settings_that_others_could_write_stop_every_call(admin: Path, own: Path) -> None:
    admin.chmod(0o666)
    with pytest.raises(CallError, match="chmod go-w"):
        load_settings(own)


def test_list_that_is_missing_for_all_is_for_an_administrator(
    admin: Path, own: Path, paths: AppPaths
) -> None:
    check = run("check", "+442079460000")
    assert f"(the list is set in {admin}, line 7, by an administrator: policy.do_not_call)" in check.stderr
    finding = expect(doctor_settings.examine(paths), "do_not_call_unreadable", "fault", str(admin))
    assert finding.action.startswith("Ask an administrator to correct")
    assert str(own) not in check.stderr + finding.what + finding.action


def test_status_and_doctor_say_what_is_set_for_all(admin: Path, own: Path, paths: AppPaths) -> None:
    names = "cluster, limits.per_minute, policy.allowed_countries, policy.do_not_call, policy.number_types"
    rows = run("status").stdout
    assert f"\nFor all users: {names}, in {admin}" in rows
    assert names in expect(doctor_settings.examine(paths), "admin_settings", "ok").what
    assert json.loads(run("status", "--json").stdout)["cluster"] == "cc-admin"
