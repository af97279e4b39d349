"""Why a browser would reject a native messaging manifest: the reasons of Chromium and of Firefox.

Browsers tell the extension only that there is no such host, whatever the reason is. The rules are those of
`native_messaging_host_manifest.cc` in Chromium, and of `NativeManifests.sys.mjs` and its schema in Firefox;
where they differ in the form of the name, both must be met. Chromium rejects a manifest as a whole if one
of its origins is wrong.
"""

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from voiso_call.install.browser_places import System
from voiso_call.install.registration_table import HOST_NAME, Shape

MAX_MANIFEST_BYTES = 1024 * 1024  # no manifest of a host is near this
EXTENSION_KEYS: dict[Shape, str] = {"chromium": "allowed_origins", "gecko": "allowed_extensions"}

_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_ORIGIN = re.compile(r"chrome-extension://[a-p]{32}/")
_GECKO_ID = re.compile(
    r"\{[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}|[A-Za-z0-9._-]*@[A-Za-z0-9._-]+"
)


class Rejection(StrEnum):
    """Why a browser rejects a manifest. Codes are only ever added."""

    TOO_LARGE = "too_large"
    BYTE_ORDER_MARK = "byte_order_mark"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    NAME_INVALID = "name_invalid"
    NAME_OF_ANOTHER_HOST = "name_of_another_host"
    DESCRIPTION_MISSING = "description_missing"
    TYPE_NOT_STDIO = "type_not_stdio"
    PATH_MISSING = "path_missing"
    PATH_NOT_ABSOLUTE = "path_not_absolute"
    PATH_NOT_UNICODE = "path_not_unicode"
    EXTENSIONS_MISSING = "extensions_missing"
    EXTENSION_INVALID = "extension_invalid"
    EXTENSION_WILDCARD = "extension_wildcard"


def rejections(content: bytes, shape: Shape, system: System) -> list[Rejection]:
    """Return every reason for which a browser rejects the content of a manifest file."""
    if len(content) > MAX_MANIFEST_BYTES:
        return [Rejection.TOO_LARGE]
    if content.startswith(b"\xef\xbb\xbf"):
        return [Rejection.BYTE_ORDER_MARK]
    try:
        manifest = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return [Rejection.NOT_JSON]
    if not isinstance(manifest, dict):
        return [Rejection.NOT_AN_OBJECT]
    return [*_of_texts(manifest, system), *_of_extensions(manifest.get(EXTENSION_KEYS[shape]), shape)]


def _of_texts(manifest: dict[str, Any], system: System) -> Iterator[Rejection]:
    name, path = manifest.get("name"), manifest.get("path")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield Rejection.NAME_INVALID
    elif name != HOST_NAME:
        yield Rejection.NAME_OF_ANOTHER_HOST
    if not isinstance(manifest.get("description"), str) or not manifest["description"]:
        yield Rejection.DESCRIPTION_MISSING
    if manifest.get("type") != "stdio":
        yield Rejection.TYPE_NOT_STDIO
    if not isinstance(path, str) or not path:
        yield Rejection.PATH_MISSING
    elif any("\ud800" <= char <= "\udfff" for char in path):  # of a folder whose name is not UTF-8
        yield Rejection.PATH_NOT_UNICODE
    elif system != "win32" and not PurePosixPath(path).is_absolute():  # on Windows from the manifest's folder
        yield Rejection.PATH_NOT_ABSOLUTE


def _of_extensions(extensions: object, shape: Shape) -> Iterator[Rejection]:
    if not isinstance(extensions, list) or not extensions:
        yield Rejection.EXTENSIONS_MISSING
        return
    pattern = _ORIGIN if shape == "chromium" else _GECKO_ID
    wrong = [entry for entry in extensions if not (isinstance(entry, str) and pattern.fullmatch(entry))]
    if any(isinstance(entry, str) and "*" in entry for entry in wrong):
        yield Rejection.EXTENSION_WILDCARD
    elif wrong:
        yield Rejection.EXTENSION_INVALID
