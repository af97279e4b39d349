"""Policies of an administrator that forbid hosts: read as Chromium reads them."""

import json
from pathlib import Path

import pytest

from voiso_call.install.browser_policies import HostPolicy, host_policy
from voiso_call.install.registration_table import HOST_NAME


def write(root: Path, name: str, content: object, folder: str = "etc/chromium") -> Path:
    file = root / folder / "policies/managed" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_nothing_is_forbidden_without_a_policy(tmp_path: Path) -> None:
    write(tmp_path, "a.json", "{")
    write(tmp_path, "b.json", ["NativeMessagingUserLevelHosts"])
    (tmp_path / "etc/chromium/policies/managed/folder").mkdir()
    assert host_policy("chromium", tmp_path) == HostPolicy()
    assert host_policy("firefox", tmp_path) == HostPolicy()


def test_the_last_file_decides(tmp_path: Path) -> None:
    write(tmp_path, "a.json", {"NativeMessagingUserLevelHosts": True})
    file = write(tmp_path, "b.json", {"NativeMessagingUserLevelHosts": False})
    assert host_policy("chromium", tmp_path).user_level_forbidden_by == file
    write(tmp_path, "c.json", {"NativeMessagingUserLevelHosts": True})
    assert host_policy("chromium", tmp_path).user_level_forbidden_by is None
    assert host_policy("chrome", tmp_path) == HostPolicy()
    file = write(tmp_path, "a.json", {"NativeMessagingUserLevelHosts": False}, "etc/opt/chrome")
    assert host_policy("chrome-beta", tmp_path).user_level_forbidden_by == file


@pytest.mark.parametrize(
    ("blocked", "allowed", "forbidden"),
    [
        (["*"], [], True),
        ([HOST_NAME], None, True),
        (["*"], [HOST_NAME], False),
        (["org.other"], [], False),
        ("*", [], False),
    ],
)
def test_a_blocklist_counts_unless_the_allowlist_names_this_host(
    tmp_path: Path, blocked: object, allowed: object, forbidden: bool
) -> None:
    file = write(tmp_path, "a.json", {"NativeMessagingBlocklist": blocked})
    write(tmp_path, "b.json", {"NativeMessagingAllowlist": allowed})
    assert host_policy("chromium", tmp_path).host_forbidden_by == (file if forbidden else None)
