"""Settings are validated strictly, and every error names the wrong setting."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from voiso_call.config.paths import HOME_ENV_VAR, AppPaths, app_paths
from voiso_call.config.settings import Settings, describe_error, load_settings
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
    assert Settings.model_validate({"cluster": text, "user_id": 1}).url == f"https://{cluster}.voiso.com"


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
        Settings.model_validate({"cluster": text, "user_id": 1})


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
    assert Settings.model_validate({"cluster": "c", "user_id": 1, "sandbox_url": sandbox_url}).url == url


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
        "http://127.0.0.1:abc",
        "http://127.0.0.1:0",
        "http://[::1",
        "http://[x]:80",
        "https://127.0.0.1:80",
        "file:///etc",
        "127.0.0.1:80",
        "",
    ],
)
def test_sandbox_url_outside_this_machine_is_rejected(sandbox_url: str) -> None:
    with pytest.raises(ValueError, match=r"must be (the URL of a sandbox|an address of this machine)"):
        Settings.model_validate({"cluster": "c", "user_id": 1, "sandbox_url": sandbox_url})


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


def test_syntax_error_names_its_line_once(paths: AppPaths) -> None:
    file = write(paths, 'cluster = "c"\nuser_id = = 1\n')
    with pytest.raises(CallError) as raised:
        load_settings(file)
    assert raised.value.detail == f"{file}, line 2: column 11: Invalid value"
    assert raised.value.params["problem"] == "column 11: Invalid value"


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("", "user_id: is missing; run: voiso-call setup"),
        ('user_id = "1234"', "user_id: must be a whole number, without quotes"),
        ("user_id = 0", "user_id: must be 1 or more"),
        ("user_id = true", "user_id: must be a whole number, without quotes"),
        ("user_id = 1\ncluster_id = 1", "cluster_id: unknown setting; did you mean cluster?"),
        (
            "user_id = 1\n[policy]\ndo_not_cal = 1",
            "policy.do_not_cal: unknown setting; did you mean do_not_call?",
        ),
        ("user_id = 1\n[polizy.number_types]\nvideo = 1", "polizy: unknown setting; did you mean policy?"),
        ("user_id = 1\n[policy.number_types]\nvideo = 1", "policy.number_types.video: unknown setting"),
        ("user_id = 1\ncaller_ids = 4420", "caller_ids: must be a list"),
        (
            'user_id = 1\ncaller_ids = ["4420", "+44"]',
            "caller_ids, entry 2: must be 3 to 20 digits, without +",
        ),
        ("user_id = 1\ncaller_ids = [4420]", "caller_ids, entry 1: must be a text in quotes"),
        ('user_id = 1\nkey_store = "vault"', "key_store: must be 'keyring' or 'file'"),
        ("user_id = 1\npolicy = 1", "policy: must be a group of named values"),
        ("user_id = 1\n[policy.quiet_hours]\nsince = '20:00'", "policy.quiet_hours.until: is missing"),
        (
            "user_id = 1\n[policy.quiet_hours]\nsince = '08:00'\nuntil = '08:00'",
            "policy.quiet_hours.until: must be another time than since",
        ),
        ("user_id = 1\n[limits]\nper_minute = 1001", "limits.per_minute: must be 1000 or less"),
        (
            'user_id = 1\ndefault_region = "gb"',
            "default_region: must be a country code of two letters, like GB or US (write GB)",
        ),
        (
            'user_id = 1\ndefault_region = "UK"',
            "default_region: must be a country code of two letters, like GB or US (the United Kingdom is GB)",
        ),
    ],
)
def test_config_error_says_what_is_wrong_in_plain_words(paths: AppPaths, setting: str, problem: str) -> None:
    with pytest.raises(CallError) as raised:
        load_settings(write(paths, f'cluster = "c"\n{setting}\n'))
    assert raised.value.params["problem"] == problem
    assert raised.value.detail.endswith(f": {problem}")


def setting_paths(model: type[BaseModel], *section: str) -> Iterator[tuple[str, ...]]:
    """Yield the path of every setting and section of config.toml."""
    for name, field in model.model_fields.items():
        yield (*section, name)
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        for kind in kinds:
            if issubclass(kind, BaseModel):
                yield from setting_paths(kind, *section, name)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "\ud800",
        "http://[::1",
        "https://[x.voiso.com",
        "x" * 1000,
        -1,
        10**30,
        1.5,
        True,
        [],
        [1],
        [""],
        {},
        {"x": 1},
    ],
    ids=repr,
)
def test_no_setting_is_rejected_with_a_phrase_of_pydantic(value: object) -> None:
    rejected = 0
    for path in setting_paths(Settings):
        content: dict[str, Any] = {"cluster": "c", "user_id": 1}
        section = content
        for name in path[:-1]:
            section = section.setdefault(name, {})
        section[path[-1]] = value
        try:
            Settings.model_validate(content)
        except ValidationError as error:
            problem = describe_error(error).problem
            phrase = problem.removeprefix(".".join(path))  # one setting is named "invalid"
            assert not re.search(r"Input|should|valid|[Uu]nable|IPv6|[Ff]ield required|\{", phrase), problem
            rejected += 1
    assert rejected > 10


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
