"""Faults in the settings and the files they name: each is found, with file, line and correction."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.findings import expect
from voiso_call.config.paths import AppPaths
from voiso_call.doctor.settings import examine

SETTINGS = 'cluster = "cc-ams03"\nuser_id = 1234\n'


def write(paths: AppPaths, more: str = "", settings: str = SETTINGS) -> None:
    paths.config.mkdir(parents=True, exist_ok=True)
    paths.config.chmod(0o700)
    paths.config_file.write_text(settings + more)
    paths.config_file.chmod(0o600)


def test_settings_without_faults(paths: AppPaths) -> None:
    (paths.config / "dnc.csv").parent.mkdir(parents=True)
    (paths.config / "dnc.csv").write_text("number\n+14155550100\n")
    (paths.config / "dnc.csv").chmod(0o600)
    write(paths, '[policy]\ndo_not_call = "dnc.csv"\n')
    levels = [(finding.code, finding.level) for finding in examine(paths)]
    assert levels == [("settings", "ok"), ("do_not_call", "ok")]


def test_missing_and_incomplete_settings(paths: AppPaths) -> None:
    expect(examine(paths), "settings_missing", "fault", "voiso-call setup")
    write(paths, settings='cluster = "cc-ams03"\n')
    assert "user_id" in expect(examine(paths), "settings_incomplete", "fault", "voiso-call setup").what


@pytest.mark.parametrize(
    ("more", "field", "line"),
    [
        ("[limits]\nper_minute = -1\n", "limits.per_minute", 4),
        ("[policy]\nallowed_countries = ['XX']\n", "policy.allowed_countries", 4),
        ("colour = 1\n", "colour", 3),
        ("cluster = 1 2\n", "", 3),
    ],
)
def test_wrong_setting_is_named_with_file_and_line(paths: AppPaths, more: str, field: str, line: int) -> None:
    write(paths, more)
    finding = expect(examine(paths), "settings_invalid", "fault", f"{paths.config_file}, line {line}")
    assert field.rpartition(".")[2] in finding.what + finding.action


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")
def test_settings_that_others_could_write(paths: AppPaths) -> None:
    write(paths)
    paths.config_file.chmod(0o666)
    expect(examine(paths), "settings_replaceable", "fault", f"chmod go-w {paths.config_file}")


def test_sandbox_is_a_warning(paths: AppPaths) -> None:
    write(paths, 'sandbox_url = "http://127.0.0.1:8080"\n')
    expect(examine(paths), "sandbox", "warning", "sandbox_url")


LISTS: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(),
    "unreadable row": lambda file: file.write_text("number\nnot a number\n"),
    "writable by all": lambda file: file.chmod(0o666),
}


@pytest.mark.parametrize("kind", LISTS)
def test_do_not_call_list_that_cannot_be_used(paths: AppPaths, kind: str) -> None:
    write(paths, '[policy]\ndo_not_call = "dnc.csv"\n')
    file = paths.config / "dnc.csv"
    file.write_text("number\n+14155550100\n")
    file.chmod(0o600)
    LISTS[kind](file)
    cure = "chmod go-w" if kind == "writable by all" else "do_not_call"
    expect(examine(paths), "do_not_call_unreadable", "fault", cure)


def test_certificates_that_cannot_be_read(paths: AppPaths, tmp_path: Path) -> None:
    ca_file = tmp_path / "authority.pem"
    ca_file.write_text("no certificate")
    ca_file.chmod(0o600)
    write(paths, f"[network]\nca_file = {str(ca_file)!r}\n")
    expect(examine(paths), "ca_file_unreadable", "fault", "ca_file")
