"""Identifies the extension that started the host, from the command-line arguments that the browser passes.

A browser starts the host only for extensions that the native messaging manifest allows. The host checks
again, in case another program wrote that manifest. This is no authentication: any program of the same user
can pass the same arguments.

`hello` is answered after this check, so this module imports no library. Chromium passes the extension's
origin first; Firefox passes the path of the manifest, then the add-on's ID ("Native messaging" on
developer.chrome.com and on MDN).
"""

import sys

CHROMIUM_IDS = ("ejlmbkngdpllldjjcipiiijjjbbpcjdi",)  # derived from `key` in the extension's manifest.json
GECKO_IDS = ("click-to-call@voiso.com",)

_SCHEME = "chrome-extension://"


class LaunchingExtension:
    """The extension that started the host, according to the arguments."""

    def __init__(self, engine: str, extension_id: str):
        """Take the browser engine (chromium, gecko or unknown) and the extension's ID.

        The ID is empty if the arguments are not those of a browser.
        """
        self.engine = engine
        self.id = extension_id

    @property
    def is_ours(self) -> bool:
        """Whether this is the extension that belongs to this host, as we sign it."""
        return self.id in (CHROMIUM_IDS if self.engine == "chromium" else GECKO_IDS)

    @property
    def is_official(self) -> bool:
        """Whether this is the extension that belongs to this host, or an administrator has signed it."""
        return self.is_ours or self._is_for_all

    @property
    def _is_for_all(self) -> bool:
        if not self.id:
            return False
        try:
            from voiso_call.native_host import extension_allowlist  # imported late, as below
        except ImportError:
            return False
        return extension_allowlist.is_allowed_for_all(self.engine, self.id, sys.argv[0])

    @property
    def is_dev(self) -> bool:
        """Whether this is an extension that `voiso-call install --dev-id` allowed."""
        if not self.id or self.is_official:
            return False
        try:
            from voiso_call.native_host import extension_allowlist  # imported late: slow, only needed here
        except ImportError:
            return False
        return extension_allowlist.is_allowed(self.engine, self.id)


def from_argv(arguments: list[str] = sys.argv) -> LaunchingExtension:
    """Identify the extension from the arguments of the process. Further arguments are ignored.

    Chromium also passes switches such as --parent-window.
    """
    first, second = (*arguments[1:3], "", "")[:2]
    if first.startswith(_SCHEME) and first.endswith("/"):
        return LaunchingExtension("chromium", first[len(_SCHEME) : -1])
    if first.endswith(".json") and second:
        return LaunchingExtension("gecko", second)
    return LaunchingExtension("unknown", "")
