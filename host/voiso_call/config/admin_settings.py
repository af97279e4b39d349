"""What an administrator has set for all users of a computer, in a file of its own.

They have the form of config.toml and come before it, setting by setting. What belongs to one user is not
among them.
"""

import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from voiso_call.config.settings_text import read_settings_text

OF_ONE_USER = ("user_id", "key_store", "sandbox_url")


class AdminSettingError(ValueError):
    """A setting that may not be among those for all users."""


@dataclass(frozen=True)
class AdminSettings:
    """The values of the file and its text; both empty where there is none."""

    file: Path
    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""

    def sets(self, name: str) -> bool:
        """Return whether a setting, like `policy.do_not_call`, is set here, or one within it."""
        values: Any = self.values
        for step in name.split("."):
            if not isinstance(values, dict) or step not in values:
                return False
            values = values[step]
        return True

    def names(self) -> list[str]:
        """Return what is set, like `cluster` and `limits.per_minute`."""
        return [
            name
            for key, value in self.values.items()
            for name in ([f"{key}.{inner}" for inner in value] if isinstance(value, dict) else [key])
        ]

    def over(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return a user's own values with these over them."""
        return _over(own, self.values)


def admin_file() -> Path:
    """Return where the file is on this system."""
    if sys.platform == "win32":  # not by the environment, which each user can change
        return platformdirs.site_config_path("voiso-call", appauthor=False) / "config.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/voiso-call/config.toml")
    return Path("/etc/voiso-call/config.toml")


def read_admin_settings() -> AdminSettings:
    """Read the file, without validating its values.

    Raises InsecureFileError if users could write it; OSError, UnicodeDecodeError, TOMLDecodeError or
    ValueError if it cannot be read; AdminSettingError for a setting that belongs to one user.
    """
    file = admin_file()
    try:
        if sys.platform == "win32":
            from voiso_call.system.windows_access import check_file_of_administrators

            check_file_of_administrators(file)
        text = read_settings_text(file)
    except FileNotFoundError:
        return AdminSettings(file)
    values = tomllib.loads(text)
    for name in OF_ONE_USER:
        if name in values:
            raise AdminSettingError(f"{name}: belongs to the settings of each user")
    policy = values.get("policy")
    if isinstance(policy, dict) and isinstance(policy.get("do_not_call"), str) and policy["do_not_call"]:
        policy["do_not_call"] = str(file.parent / policy["do_not_call"])  # not relative to the user's file
    return AdminSettings(file, values, text)


def _over(own: Mapping[str, Any], admin: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(own)
    for name, value in admin.items():
        beneath = own.get(name)
        both_sections = isinstance(value, dict) and isinstance(beneath, Mapping)
        result[name] = _over(beneath, value) if both_sections and beneath is not None else value
    return result
