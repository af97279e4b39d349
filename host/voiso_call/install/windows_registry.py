"""The Windows registry, as far as the registration needs it: one text, the default value of a key.

Keys are written with their hive, HKCU or HKLM, as the first part. The 32-bit view of a key below HKLM is the
key below WOW6432Node.
"""

import sys
from typing import Protocol


class Registry(Protocol):
    """What reads and changes the registry; tests keep it in memory."""

    def get(self, key: str) -> str | None:
        """Return the default value of a key; None if there is none. Raises OSError."""
        ...

    def set(self, key: str, value: str) -> None:
        """Create a key if it is missing, and set its default value. Raises OSError."""
        ...

    def delete(self, key: str) -> None:
        """Delete a key, unless it is missing. Raises OSError, also if it has keys below it."""
        ...


if sys.platform == "win32":
    import winreg

    _HIVES = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}

    class WindowsRegistry:
        """The registry of this computer, in the 64-bit view."""

        def get(self, key: str) -> str | None:
            """Return the default value of a key; None if there is none. Raises OSError."""
            hive, path = self._split(key)
            try:
                with winreg.OpenKey(hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as handle:
                    value, kind = winreg.QueryValueEx(handle, "")
            except FileNotFoundError:
                return None
            return value if kind == winreg.REG_SZ and isinstance(value, str) else None

        def set(self, key: str, value: str) -> None:
            """Create a key if it is missing, and set its default value. Raises OSError."""
            hive, path = self._split(key)
            access = winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY
            with winreg.CreateKeyEx(hive, path, 0, access) as handle:
                winreg.SetValueEx(handle, "", 0, winreg.REG_SZ, value)

        def delete(self, key: str) -> None:
            """Delete a key, unless it is missing. Raises OSError, also if it has keys below it."""
            hive, path = self._split(key)
            try:
                winreg.DeleteKeyEx(hive, path, winreg.KEY_WOW64_64KEY, 0)
            except FileNotFoundError:
                return

        def _split(self, key: str) -> tuple[int, str]:
            hive, _, path = key.partition("\\")
            return _HIVES[hive], path


def system_registry() -> Registry | None:
    """Return the registry of this computer; None on systems that have none."""
    if sys.platform == "win32":
        return WindowsRegistry()
    return None
