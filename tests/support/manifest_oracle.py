"""What browsers accept as a native messaging manifest, and where they look: written from their documents.

It shares nothing with the host's own table and rules, so that a mistake in one of them shows.
"""

import json
import ntpath
import posixpath
import re
import string
from typing import Any

# "Native messaging" (Chrome, Edge) and "Native manifests" (MDN): the documented places, for the home HOME.
DOCUMENTED = {
    ("linux", "chrome", "user"): "HOME/.config/google-chrome/NativeMessagingHosts/NAME.json",
    ("linux", "chrome", "system"): "/etc/opt/chrome/native-messaging-hosts/NAME.json",
    ("linux", "chromium", "user"): "HOME/.config/chromium/NativeMessagingHosts/NAME.json",
    ("linux", "chromium", "system"): "/etc/chromium/native-messaging-hosts/NAME.json",
    ("linux", "edge", "user"): "HOME/.config/microsoft-edge/NativeMessagingHosts/NAME.json",
    ("linux", "edge", "system"): "/etc/opt/edge/native-messaging-hosts/NAME.json",
    ("linux", "firefox", "user"): "HOME/.mozilla/native-messaging-hosts/NAME.json",
    ("linux", "firefox", "system"): "/usr/lib/mozilla/native-messaging-hosts/NAME.json",
    ("darwin", "chrome", "user"): (
        "HOME/Library/Application Support/Google/Chrome/NativeMessagingHosts/NAME.json"
    ),
    ("darwin", "chrome", "system"): "/Library/Google/Chrome/NativeMessagingHosts/NAME.json",
    ("darwin", "chromium", "user"): (
        "HOME/Library/Application Support/Chromium/NativeMessagingHosts/NAME.json"
    ),
    ("darwin", "chromium", "system"): (
        "/Library/Application Support/Chromium/NativeMessagingHosts/NAME.json"
    ),
    ("darwin", "edge", "user"): (
        "HOME/Library/Application Support/Microsoft Edge/NativeMessagingHosts/NAME.json"
    ),
    ("darwin", "edge", "system"): "/Library/Microsoft/Edge/NativeMessagingHosts/NAME.json",
    ("darwin", "firefox", "user"): (
        "HOME/Library/Application Support/Mozilla/NativeMessagingHosts/NAME.json"
    ),
    ("darwin", "firefox", "system"): "/Library/Application Support/Mozilla/NativeMessagingHosts/NAME.json",
    ("win32", "chrome", "user"): r"HKCU\SOFTWARE\Google\Chrome\NativeMessagingHosts\NAME",
    ("win32", "chrome", "system"): r"HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts\NAME",
    ("win32", "chromium", "user"): r"HKCU\SOFTWARE\Chromium\NativeMessagingHosts\NAME",
    ("win32", "chromium", "system"): r"HKLM\SOFTWARE\Chromium\NativeMessagingHosts\NAME",
    ("win32", "edge", "user"): r"HKCU\SOFTWARE\Microsoft\Edge\NativeMessagingHosts\NAME",
    ("win32", "edge", "system"): r"HKLM\SOFTWARE\Microsoft\Edge\NativeMessagingHosts\NAME",
    ("win32", "firefox", "user"): r"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts\NAME",
    ("win32", "firefox", "system"): r"HKLM\SOFTWARE\Mozilla\NativeMessagingHosts\NAME",
}


def chromium_accepts(content: bytes, name: str, system: str) -> bool:
    """Decide as Chromium does, whose documentation describes each field."""
    manifest = _object(content)
    if manifest is None or manifest.get("name") != name or not _is_chromium_name(name):
        return False
    if not _is_text(manifest.get("description")) or manifest.get("type") != "stdio":
        return False
    origins = manifest.get("allowed_origins")
    if not isinstance(origins, list) or not all(_is_text(origin) for origin in origins):
        return False
    return _is_path(manifest.get("path"), system) and bool(origins) and all(map(_is_origin, origins))


def firefox_accepts(content: bytes, name: str, system: str) -> bool:
    """Decide as Firefox does, by the schema `NativeManifest`."""
    manifest = _object(content)
    if manifest is None or manifest.get("name") != name or not re.match(r"^\w+(\.\w+)*$", name):
        return False
    if not isinstance(manifest.get("description"), str) or manifest.get("type") != "stdio":
        return False
    ids = manifest.get("allowed_extensions")
    if not isinstance(ids, list) or not ids or not all(isinstance(entry, str) for entry in ids):
        return False
    return _is_path(manifest.get("path"), system) and all(map(_is_add_on_id, ids))


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(str(content, "utf-8"))
    except ValueError:  # a byte order mark too: Python refuses it in a text
        return None
    return value if isinstance(value, dict) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_chromium_name(name: str) -> bool:
    letters = set(string.ascii_lowercase + string.digits + "._")
    return set(name) <= letters and ".." not in name and name.strip(".") == name != ""


def _is_path(path: object, system: str) -> bool:
    if not isinstance(path, str) or not path:
        return False
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return bool(ntpath.splitdrive(path)[0]) if system == "win32" else posixpath.isabs(path)


def _is_origin(origin: str) -> bool:
    scheme, separator, rest = origin.partition("://")
    extension_id, slash, after = rest.partition("/")
    return (scheme, separator, slash, after) == ("chrome-extension", "://", "/", "") and (
        len(extension_id) == 32 and set(extension_id) <= set("abcdefghijklmnop")
    )


def _is_add_on_id(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    allowed = set(string.ascii_letters + string.digits + "-._")
    return at == "@" and bool(domain) and set(local + domain) <= allowed
