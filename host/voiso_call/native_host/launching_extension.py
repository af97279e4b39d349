"""Who started the host? The browser says it in the arguments, and only our own extension is served.

A browser checks its manifest before it starts us; this holds where somebody else wrote that manifest, too.
It is no proof: a program of the same user can say the same. Nothing is imported here, for `hello` waits for
it. Chromium says its origin first, then switches; Firefox its manifest and the add-on's ID (MDN, "Native
messaging").
"""

import sys

# Follows from `key` in the extension's manifest.
CHROMIUM_IDS = ("ejlmbkngdpllldjjcipiiijjjbbpcjdi",)
GECKO_IDS = ("click-to-call@voiso.com",)

_SCHEME = "chrome-extension://"


class LaunchingExtension:
    """Who says to have started us. `id` is empty where the arguments are no browser's."""

    def __init__(self, engine: str, extension_id: str):
        """Take the browser's family: chromium, gecko or unknown."""
        self.engine = engine
        self.id = extension_id

    @property
    def is_official(self) -> bool:
        """Whether it is the extension that this host was made for."""
        return self.id in (CHROMIUM_IDS if self.engine == "chromium" else GECKO_IDS)

    @property
    def is_dev(self) -> bool:
        """Whether it is one that `voiso-call install --dev-id` let in."""
        if not self.id or self.is_official:
            return False
        try:
            from voiso_call.native_host import dev_extensions  # takes a while, and nobody else waits for it
        except ImportError:
            return False
        return dev_extensions.is_allowed(self.engine, self.id)


def from_argv(arguments: list[str] = sys.argv) -> LaunchingExtension:
    """Read who started us from the arguments; whatever else a browser adds to them is passed over."""
    first, second = (*arguments[1:3], "", "")[:2]
    if first.startswith(_SCHEME) and first.endswith("/"):
        return LaunchingExtension("chromium", first[len(_SCHEME) : -1])
    if first.endswith(".json") and second:
        return LaunchingExtension("gecko", second)
    return LaunchingExtension("unknown", "")
