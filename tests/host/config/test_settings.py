"""Settings are validated strictly, and every error tells where the mistake is."""

from pathlib import Path

import pytest

from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.config.settings import load_settings, parse_settings
from voiso_call.errors import CallError, ErrorCode
from voiso_call.provisioning.settings_writer import write_settings


def write(paths: AppPaths, text: str) -> Path:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.config_file.write_text(text, "utf-8")
    return paths.config_file


@pytest.mark.parametrize(
    ("text", "cluster"),
    [
        ("cc-ams03", "cc-ams03"),
        (" cc-ams03\n", "cc-ams03"),
        ("https://cc-ams03.voiso.com/stats", "cc-ams03"),
        ("https://CC-AMS03.voiso.com/users/sign_in?x=1", "cc-ams03"),
        ("cc-ams03.voiso.com", "cc-ams03"),
        ("CC-AMS03", "cc-ams03"),
        ("a" * 63, "a" * 63),
    ],
)
def test_cluster_is_accepted_as_id_or_account_url(text: str, cluster: str) -> None:
    assert parse_settings({"cluster": text, "user_id": 1}).url == f"https://{cluster}.voiso.com"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "evil.com/",
        "evil.com#",
        "a@evil.com/",
        "cc-ams03.voiso.com.evil.com",
        "https://evil.com/cc-ams03.voiso.com",
        "https://cc-ams03.voiso.com@evil.com/",
        "https://evil.com\\.voiso.com/",
        "https://a.b.voiso.com/",
        "https://user:pass@cc-ams03.voiso.com/",
        "http://cc-ams03.voiso.com/",
        "https://.voiso.com/",
        "127.0.0.1:80/",
        "cc-ams03\r\nHost: evil.com",
        "cc\u2010ams03",
        "cc-\u0430ms03",
        "-cc",
        "cc-",
        "cc_ams03",
        "a" * 64,
        3,
    ],
)
def test_cluster_that_is_not_one_dns_label_is_rejected(text: object) -> None:
    with pytest.raises(ValueError, match=r"cluster|account URL|string"):
        parse_settings({"cluster": text, "user_id": 1})


@pytest.mark.parametrize(
    ("sandbox_url", "url"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:9/", "http://localhost:9"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://127.8.9.10", "http://127.8.9.10:80"),
    ],
)
def test_sandbox_url_on_this_machine_is_accepted(sandbox_url: str, url: str) -> None:
    assert parse_settings({"cluster": "c", "user_id": 1, "sandbox_url": sandbox_url}).url == url


@pytest.mark.parametrize(
    "sandbox_url",
    [
        "http://192.168.1.1:80",
        "http://10.0.0.1",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://127.0.0.1@evil.com",
        "http://user@127.0.0.1",
        "http://127.0.0.1:80/api",
        "http://127.0.0.1:80?x",
        "http://127.0.0.1:80#x",
        "http://evil.com\\@127.0.0.1",
        "http://127.0.0.1 .evil.com",
        "http://127.0.0.1:99999",
        "https://127.0.0.1:80",
        "file:///etc",
        "127.0.0.1:80",
        "",
    ],
)
def test_sandbox_url_outside_this_machine_is_rejected(sandbox_url: str) -> None:
    with pytest.raises(ValueError, match=r"sandbox_url|ort"):
        parse_settings({"cluster": "c", "user_id": 1, "sandbox_url": sandbox_url})


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ('cluster = "c"\nuser_id = "1234"\n', 2, "user_id"),
        ('# agent\ncluster = "c"\n\nuser_id = 0\n', 4, "user_id"),
        ('cluster = "c"\nuser_id = 1\nregion = "GB"\n', 3, "region"),
        ('cluster = "evil.com/"\nuser_id = 1\n', 1, "cluster"),
        ('cluster = "c"\nuser_id = 1\ndefault_region = "gb"\n', 3, "default_region"),
        ('cluster = "c"\nuser_id = 1\ndefault_region = "UK"\n', 3, "default_region"),
        ('cluster = "c"\nuser_id = 1\nsandbox_url = "http://10.0.0.1"\n', 3, "sandbox_url"),
        ('cluster = "c"\nuser_id = 1\ncaller_ids = ["12", "+44"]\n', 3, "caller_ids.0"),
        ('cluster = "c"\nuser_id = = 1\n', 2, None),
        ('cluster = "c"\n', None, "user_id"),
    ],
)
def test_config_error_names_file_line_and_field(
    paths: AppPaths, text: str, line: int | None, field: str | None
) -> None:
    file = write(paths, text)
    with pytest.raises(CallError) as raised:
        load_settings(file)
    error = raised.value
    assert error.code is ErrorCode.NOT_CONFIGURED
    assert (error.params["file"], error.params["line"], error.params["field"]) == (str(file), line, field)
    assert str(file) in error.detail


def test_missing_config_error_names_the_command_to_run(paths: AppPaths) -> None:
    with pytest.raises(CallError, match="voiso-call setup") as raised:
        load_settings(paths.config_file)
    assert raised.value.code is ErrorCode.NOT_CONFIGURED


def test_home_variable_moves_all_files(tmp_path: Path) -> None:
    moved = app_paths({HOME_ENV_VAR: str(tmp_path / "elsewhere")})
    files = [moved.config_file, moved.key_file, moved.journal_file, moved.launcher_file]
    assert {file.parent for file in files} == {tmp_path / "elsewhere"}
    assert app_paths({}).config_file.parts[-2:] == ("voiso-call", "config.toml")


@pytest.mark.parametrize(
    "setting",
    [
        "a = " + "[" * 5000,
        "a = " + "{b=" * 5000,
        "user_id = " + "9" * 5000,
        "a = 1e999999",
        "\0",
        "\ufeff" * 2,
    ],
    ids=lambda setting: repr(setting[:12]),
)
def test_pathological_config_is_reported_as_not_configured(paths: AppPaths, setting: str) -> None:
    paths.config.mkdir()
    paths.config_file.write_text(setting)
    for read in (
        lambda: load_settings(paths.config_file),
        lambda: write_settings(paths, {"user_id": 1}, None),
    ):
        with pytest.raises(CallError) as raised:
            read()
        assert raised.value.code is ErrorCode.NOT_CONFIGURED
        assert "9999" not in raised.value.detail
