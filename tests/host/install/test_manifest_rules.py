"""The rules of manifests: each reason to reject one, and the same verdict as an independent reading."""

import json
from typing import Any

import pytest

from support import manifest_oracle
from voiso_call.install.browser_places import System
from voiso_call.install.manifest_rules import EXTENSION_KEYS, Rejection, rejections
from voiso_call.install.registration_table import HOST_NAME, SYSTEMS, Shape

ORIGIN = f"chrome-extension://{'p' * 32}/"
ACCEPTED: dict[Shape, dict[str, Any]] = {
    "chromium": {"allowed_origins": [ORIGIN]},
    "gecko": {"allowed_extensions": ["click@example.org"]},
}
PROGRAMS: dict[System, str] = {
    "linux": "/srv/o'brien é & 100%/voiso-call-host",
    "darwin": "/Volumes/a b/voiso-call-host",
    "win32": "C:\\Users\\José\\voiso-call-host.exe",
}


def manifest(shape: Shape, system: System = "linux", **changes: Any) -> bytes:
    fields = {
        "name": HOST_NAME,
        "description": "Calls",
        "path": PROGRAMS[system],
        "type": "stdio",
        **ACCEPTED[shape],
        **changes,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def accepts(content: bytes, shape: Shape, system: System) -> bool:
    decide = manifest_oracle.chromium_accepts if shape == "chromium" else manifest_oracle.firefox_accepts
    return decide(content, HOST_NAME, system)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("shape", EXTENSION_KEYS)
def test_a_good_manifest_is_accepted(shape: Shape, system: System) -> None:
    assert rejections(manifest(shape, system), shape, system) == []
    assert accepts(manifest(shape, system), shape, system)


WRONG_VALUES: list[tuple[Rejection, str, list[object]]] = [
    (Rejection.NAME_INVALID, "name", [None, "", 5, "a-b", "a..b", ".a", "a.", "Ä"]),
    (Rejection.NAME_OF_ANOTHER_HOST, "name", ["com.voiso.other"]),
    (Rejection.TYPE_NOT_STDIO, "type", [None, "pkcs11", "STDIO", ["stdio"]]),
    (Rejection.DESCRIPTION_MISSING, "description", [None, 5]),
    (Rejection.PATH_MISSING, "path", [None, "", 5, ["/x"]]),
    (Rejection.PATH_NOT_ABSOLUTE, "path", ["host", "./host", "~/host", "C:\\host"]),
    (Rejection.PATH_NOT_UNICODE, "path", ["/home/\udce9/host"]),
]


@pytest.mark.parametrize(("reason", "field", "values"), WRONG_VALUES, ids=str)
@pytest.mark.parametrize("shape", EXTENSION_KEYS)
def test_each_wrong_field_has_its_reason(
    shape: Shape, reason: Rejection, field: str, values: list[object]
) -> None:
    for value in values:
        content = manifest(shape, "linux", **{field: value})
        assert rejections(content, shape, "linux") == [reason], value
        assert not accepts(content, shape, "linux"), value


def test_chromium_rejects_an_empty_description() -> None:
    content = manifest("chromium", description="")
    assert rejections(content, "chromium", "linux") == [Rejection.DESCRIPTION_MISSING]
    assert not accepts(content, "chromium", "linux")


@pytest.mark.parametrize(
    ("reason", "shape", "extensions"),
    [
        (Rejection.EXTENSIONS_MISSING, "chromium", None),
        (Rejection.EXTENSIONS_MISSING, "chromium", ORIGIN),
        (Rejection.EXTENSIONS_MISSING, "chromium", []),
        (Rejection.EXTENSION_WILDCARD, "chromium", [ORIGIN, "chrome-extension://*/"]),
        (Rejection.EXTENSION_INVALID, "chromium", [ORIGIN, "click@example.org"]),
        (Rejection.EXTENSION_INVALID, "chromium", [ORIGIN[:-1]]),
        (Rejection.EXTENSION_INVALID, "chromium", [f"{ORIGIN}x"]),
        (Rejection.EXTENSION_INVALID, "chromium", [f"{ORIGIN}\n"]),
        (Rejection.EXTENSION_INVALID, "chromium", [ORIGIN.replace("chrome-e", "e")]),
        (Rejection.EXTENSION_INVALID, "chromium", [ORIGIN, 5]),
        (Rejection.EXTENSIONS_MISSING, "gecko", None),
        (Rejection.EXTENSIONS_MISSING, "gecko", []),
        (Rejection.EXTENSION_INVALID, "gecko", [ORIGIN]),
        (Rejection.EXTENSION_INVALID, "gecko", ["click"]),
        (Rejection.EXTENSION_WILDCARD, "gecko", ["*@example.org"]),
        (Rejection.EXTENSION_INVALID, "gecko", [5]),
    ],
    ids=str,
)
def test_one_wrong_extension_rejects_the_whole_manifest(
    reason: Rejection, shape: Shape, extensions: object
) -> None:
    content = manifest(shape, "linux", **{EXTENSION_KEYS[shape]: extensions})
    assert rejections(content, shape, "linux") == [reason]
    assert not accepts(content, shape, "linux")


@pytest.mark.parametrize(
    ("reason", "content"),
    [
        (Rejection.NOT_JSON, b""),
        (Rejection.NOT_JSON, b"{"),
        (Rejection.NOT_JSON, manifest("gecko")[:-9]),  # a write that was cut off
        (Rejection.NOT_JSON, b'{"name": "\xff"}'),
        (Rejection.NOT_JSON, b"[" * 100_000),
        (Rejection.NOT_AN_OBJECT, b"[]"),
        (Rejection.NOT_AN_OBJECT, b"null"),
        (Rejection.BYTE_ORDER_MARK, b"\xef\xbb\xbf" + manifest("gecko")),
        (Rejection.TOO_LARGE, b" " * (1024 * 1024 + 1)),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_manifest_has_its_reason(reason: Rejection, content: bytes) -> None:
    assert rejections(content, "gecko", "linux") == [reason]


def test_a_relative_path_is_accepted_on_windows_only() -> None:
    content = manifest("gecko", path="voiso-call-host.exe")
    assert rejections(content, "gecko", "win32") == []
    assert rejections(content, "gecko", "darwin") == [Rejection.PATH_NOT_ABSOLUTE]


def test_firefox_takes_an_id_in_braces() -> None:
    content = manifest("gecko", allowed_extensions=["{01234567-89ab-cdef-0123-456789abcdef}"])
    assert rejections(content, "gecko", "linux") == []
