"""The example policies: each file sets the same settings, which are settings of the extension."""

import json
import plistlib
import re
from typing import Any

import pytest

from support.dev_env.venv import EXTENSION, ROOT
from support.managed_policy import CHROMIUM_ID, FIREFOX_ID
from voiso_call.native_host.launching_extension import CHROMIUM_IDS

POLICIES = ROOT / "installers" / "policies"
SCHEMA = json.loads((EXTENSION / "managed_schema.json").read_text("utf-8"))


def of_chromium() -> Any:
    policy = json.loads((POLICIES / "chromium.json").read_text("utf-8"))
    return policy["3rdparty"]["extensions"][CHROMIUM_ID]


def of_firefox() -> Any:
    policy = json.loads((POLICIES / "firefox.json").read_text("utf-8"))
    return policy["policies"]["3rdparty"]["Extensions"][FIREFOX_ID]


def of_windows(name: str, key: str) -> Any:
    """Read what a .reg file sets below the extension's key: lists are keys with numbered values or keys."""
    text = (POLICIES / name).read_text("utf-8")
    assert text.startswith("Windows Registry Editor Version 5.00\n"), "CRLF in the file, as Windows writes it"
    values: dict[str, Any] = {}
    start = rf"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{key}\3rdparty\extensions\{CHROMIUM_ID}\policy"
    for path, body in re.findall(r"^\[(.+?)\]\n((?:\".*\n)*)", text, re.MULTILINE):
        if not path.startswith(start):
            continue
        entries = {
            name: text if dword == "" else bool(int(dword, 16))
            for name, text, dword in re.findall(r'"(.+?)"=(?:"(.*)"|dword:([0-9a-f]{8}))', body)
        }
        setting, _, index = path.removeprefix(start).lstrip("\\").partition("\\")
        if not setting:
            values |= entries
        else:
            values.setdefault(setting, []).extend([entries] if index else entries.values())
    return values


def of_macos(payload_type: str) -> Any:
    profile = plistlib.loads((POLICIES / "browsers.mobileconfig").read_bytes())
    [payload] = [it for it in profile["PayloadContent"] if it["PayloadType"] == payload_type]
    return {name: value for name, value in payload.items() if not name.startswith("Payload")}


@pytest.mark.parametrize(
    "settings",
    [
        of_firefox(),
        of_windows("chrome.reg", r"Google\Chrome"),
        of_windows("edge.reg", r"Microsoft\Edge"),
        of_macos(f"com.google.Chrome.extensions.{CHROMIUM_ID}"),
        of_macos(f"com.microsoft.Edge.extensions.{CHROMIUM_ID}"),
        of_macos("org.mozilla.firefox")["3rdparty"]["Extensions"][FIREFOX_ID],
    ],
    ids=["firefox", "chrome.reg", "edge.reg", "chrome on macOS", "edge on macOS", "firefox on macOS"],
)
def test_every_example_sets_the_same(settings: Any) -> None:
    assert settings == of_chromium()


def test_examples_name_the_extension_and_follow_its_schema() -> None:
    assert CHROMIUM_IDS == (CHROMIUM_ID,)
    manifest = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    assert manifest["browser_specific_settings"]["gecko"]["id"] == FIREFOX_ID
    assert of_chromium()
    check(of_chromium(), SCHEMA, "")


def check(value: Any, schema: dict[str, Any], place: str) -> None:
    """Compare a value with the part of JSON Schema that browsers know."""
    types = {"object": dict, "array": list, "string": str, "boolean": bool}
    assert isinstance(value, types[schema["type"]]), place
    assert value in schema.get("enum", [value]), place
    if isinstance(value, list):
        for item in value:
            check(item, schema["items"], place)
    if isinstance(value, dict):
        for name, item in value.items():
            check(item, schema["properties"][name], f"{place}.{name}")
