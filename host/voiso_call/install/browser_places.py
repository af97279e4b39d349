"""The places themselves: for each system and browser, the folder or registry key above that of the manifests.

What is not documented, or what reports disagree about, is marked as unsure. Sources: "Native messaging" on
developer.chrome.com and in Microsoft's documentation of Edge, "Native manifests" on MDN, `chrome_paths.cc`
of Chromium, and the installers of other hosts.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

System: TypeAlias = Literal["linux", "darwin", "win32"]  # as `sys.platform` calls them
Browser: TypeAlias = Literal[
    "chromium",
    "chrome",
    "edge",
    "brave",
    "firefox",
    "vivaldi",
    "opera",
    "arc",
    "librewolf",
    "chrome-beta",
    "chrome-dev",
    "chrome-canary",
    "chrome-for-testing",
    "edge-beta",
    "edge-dev",
    "edge-canary",
    "brave-beta",
    "brave-nightly",
    "vivaldi-snapshot",
]


@dataclass(frozen=True)
class Place:
    """A folder above that of the manifests, or on Windows a vendor below SOFTWARE."""

    folder: str
    unsure: str | None = None
    obstacle: str | None = None


@dataclass(frozen=True)
class Row:
    """Where one browser looks on one system. Without `signs`, the user's folders tell that it is there."""

    user: tuple[Place, ...]
    system: tuple[Place, ...] = ()
    signs: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()


_OPERA = "Opera does not document where it looks; reports disagree"
_VIVALDI = "Vivaldi does not document where it looks for all users; reports disagree"
_ARC = "Arc does not document where it looks; one report says that hosts are not started"
_BY_CHANNEL = "known for the stable channel; the folder of this one follows the same rule"
_TESTING = "own folder since version 146; earlier ones read that of Chrome"
_BRAVE_MAC = "Brave reads this folder or that of Chrome, depending on its version"
_LIB64 = "which of /usr/lib and /usr/lib64 a Firefox reads depends on how it was built"
_LIBREWOLF = "LibreWolf does not document where it looks; other hosts are installed here"
_SNAP = "Chromium from a Snap starts no native messaging host; use one from another package, or Firefox"
_FLATPAK = "a browser from a Flatpak sees neither this program nor its Python; use one from another package"
_FLATPAK_FIREFOX = (
    "Firefox from a Flatpak starts hosts only since version 157, through xdg-native-messaging-proxy, "
    "which reads the manifest in ~/.mozilla"
)


def _user(*folders: str, unsure: str | None = None) -> tuple[Place, ...]:
    return tuple(Place(folder, unsure) for folder in folders)


_system = _user
_ETC_CHROME = _system("/etc/opt/chrome")
_ETC_EDGE = _system("/etc/opt/edge")
_FLATPAK_HOME = "{home}/.var/app"

_LINUX: dict[Browser, Row] = {
    "chromium": Row(
        (
            Place("{config}/chromium"),
            Place("{home}/snap/chromium/common/chromium", obstacle=_SNAP),
            Place(f"{_FLATPAK_HOME}/org.chromium.Chromium/config/chromium", obstacle=_FLATPAK),
        ),
        _system("/etc/chromium"),
        programs=("chromium", "chromium-browser"),
    ),
    "chrome": Row(
        (
            Place("{config}/google-chrome"),
            Place(f"{_FLATPAK_HOME}/com.google.Chrome/config/google-chrome", obstacle=_FLATPAK),
        ),
        _ETC_CHROME,
        programs=("google-chrome", "google-chrome-stable"),
    ),
    "chrome-beta": Row(_user("{config}/google-chrome-beta"), _ETC_CHROME, programs=("google-chrome-beta",)),
    "chrome-dev": Row(
        _user("{config}/google-chrome-unstable"), _ETC_CHROME, programs=("google-chrome-unstable",)
    ),
    "chrome-canary": Row(
        _user("{config}/google-chrome-canary", unsure=_BY_CHANNEL),
        _ETC_CHROME,
        programs=("google-chrome-canary",),
    ),
    "chrome-for-testing": Row(
        _user("{config}/google-chrome-for-testing", unsure=_TESTING),
        _system("/etc/opt/chrome_for_testing", unsure=_TESTING),
    ),
    "edge": Row(
        (
            Place("{config}/microsoft-edge"),
            Place(f"{_FLATPAK_HOME}/com.microsoft.Edge/config/microsoft-edge", obstacle=_FLATPAK),
        ),
        _ETC_EDGE,
        programs=("microsoft-edge", "microsoft-edge-stable"),
    ),
    "edge-beta": Row(_user("{config}/microsoft-edge-beta"), _ETC_EDGE, programs=("microsoft-edge-beta",)),
    "edge-dev": Row(_user("{config}/microsoft-edge-dev"), _ETC_EDGE, programs=("microsoft-edge-dev",)),
    "brave": Row(
        (
            Place("{config}/BraveSoftware/Brave-Browser"),
            Place(f"{_FLATPAK_HOME}/com.brave.Browser/config/BraveSoftware/Brave-Browser", obstacle=_FLATPAK),
        ),
        _ETC_CHROME,
        programs=("brave-browser", "brave"),
    ),
    "brave-beta": Row(
        _user("{config}/BraveSoftware/Brave-Browser-Beta"), _ETC_CHROME, programs=("brave-browser-beta",)
    ),
    "brave-nightly": Row(
        _user("{config}/BraveSoftware/Brave-Browser-Nightly"),
        _ETC_CHROME,
        programs=("brave-browser-nightly",),
    ),
    "vivaldi": Row(
        (
            Place("{config}/vivaldi"),
            Place(f"{_FLATPAK_HOME}/com.vivaldi.Vivaldi/config/vivaldi", obstacle=_FLATPAK),
        ),
        _system("/etc/opt/chrome", "/etc/opt/vivaldi", unsure=_VIVALDI),
        programs=("vivaldi", "vivaldi-stable"),
    ),
    "vivaldi-snapshot": Row(
        _user("{config}/vivaldi-snapshot"),
        _system("/etc/opt/chrome", "/etc/opt/vivaldi", unsure=_VIVALDI),
        programs=("vivaldi-snapshot",),
    ),
    "opera": Row(
        (
            *_user("{config}/google-chrome", "{config}/opera", unsure=_OPERA),
            Place(f"{_FLATPAK_HOME}/com.opera.Opera/config/opera", obstacle=_FLATPAK),
        ),
        _system("/etc/opt/chrome", unsure=_OPERA),
        signs=("{config}/opera",),
        programs=("opera",),
    ),
    "firefox": Row(
        (
            # Also since Firefox 147, which keeps its profiles in the configuration folder.
            Place("{home}/.mozilla"),
            Place(f"{_FLATPAK_HOME}/org.mozilla.firefox/.mozilla", obstacle=_FLATPAK_FIREFOX),
        ),
        (Place("/usr/lib/mozilla"), Place("/usr/lib64/mozilla", _LIB64)),
        # Firefox from a Snap asks the desktop's portal, which reads the same folder.
        signs=("{home}/.mozilla/firefox", "{config}/mozilla", "{home}/snap/firefox"),
        programs=("firefox", "firefox-esr"),
    ),
    "librewolf": Row(
        _user("{home}/.librewolf", unsure=_LIBREWOLF),
        _system("/usr/lib/librewolf", unsure=_LIBREWOLF),
        programs=("librewolf",),
    ),
}

_MAC_CHROME = _system("/Library/Google/Chrome")
_MAC_EDGE = _system("/Library/Microsoft/Edge")
_MAC_BRAVE_CHROME = Place("{support}/Google/Chrome", _BRAVE_MAC)

_MAC: dict[Browser, Row] = {
    "chromium": Row(_user("{support}/Chromium"), _system("/Library/Application Support/Chromium")),
    "chrome": Row(_user("{support}/Google/Chrome"), _MAC_CHROME),
    "chrome-beta": Row(_user("{support}/Google/Chrome Beta"), _MAC_CHROME),
    "chrome-dev": Row(_user("{support}/Google/Chrome Dev"), _MAC_CHROME),
    "chrome-canary": Row(_user("{support}/Google/Chrome Canary"), _MAC_CHROME),
    "chrome-for-testing": Row(
        _user("{support}/Google/ChromeForTesting", unsure=_TESTING),
        _system("/Library/Google/ChromeForTesting", unsure=_TESTING),
        signs=("{support}/Google/Chrome for Testing", "{support}/Google/ChromeForTesting"),
    ),
    "edge": Row(_user("{support}/Microsoft Edge"), _MAC_EDGE),
    "edge-beta": Row(_user("{support}/Microsoft Edge Beta"), _MAC_EDGE),
    "edge-dev": Row(_user("{support}/Microsoft Edge Dev"), _MAC_EDGE),
    "edge-canary": Row(_user("{support}/Microsoft Edge Canary"), _MAC_EDGE),
    "brave": Row(
        (Place("{support}/BraveSoftware/Brave-Browser", _BRAVE_MAC), _MAC_BRAVE_CHROME),
        _MAC_CHROME,
        signs=("{support}/BraveSoftware/Brave-Browser",),
    ),
    "brave-beta": Row(
        (Place("{support}/BraveSoftware/Brave-Browser-Beta", _BRAVE_MAC), _MAC_BRAVE_CHROME),
        _MAC_CHROME,
        signs=("{support}/BraveSoftware/Brave-Browser-Beta",),
    ),
    "brave-nightly": Row(
        (Place("{support}/BraveSoftware/Brave-Browser-Nightly", _BRAVE_MAC), _MAC_BRAVE_CHROME),
        _MAC_CHROME,
        signs=("{support}/BraveSoftware/Brave-Browser-Nightly",),
    ),
    "vivaldi": Row(
        _user("{support}/Vivaldi"), _system("/Library/Application Support/Vivaldi", unsure=_VIVALDI)
    ),
    "vivaldi-snapshot": Row(
        _user("{support}/Vivaldi Snapshot", unsure=_BY_CHANNEL),
        _system("/Library/Application Support/Vivaldi", unsure=_VIVALDI),
    ),
    "opera": Row(
        _user("{support}/Google/Chrome", "{support}/Opera", unsure=_OPERA),
        _system("/Library/Google/Chrome", unsure=_OPERA),
        signs=("{support}/com.operasoftware.Opera", "{support}/Opera"),
    ),
    "arc": Row(
        _user("{support}/Arc/User Data", unsure=_ARC),
        _system("/Library/Application Support/Arc/User Data", unsure=_ARC),
    ),
    "firefox": Row(
        _user("{support}/Mozilla"),
        _system("/Library/Application Support/Mozilla"),
        signs=("{support}/Firefox",),
    ),
    "librewolf": Row(_user("{support}/LibreWolf", unsure=_LIBREWOLF)),
}

_CHROME_KEY = _user(r"Google\Chrome")
_EDGE_KEY = _user(r"Microsoft\Edge")
_TESTING_KEY = _user(r"Google\Chrome", unsure="not documented for Chrome for Testing since version 146")
_OPERA_KEYS = _user(r"Google\Chrome", r"Opera Software", unsure=_OPERA)


def _windows(keys: tuple[Place, ...], *signs: str) -> Row:
    return Row(keys, keys, signs=signs)


_WINDOWS: dict[Browser, Row] = {
    "chromium": _windows(_user("Chromium"), r"{local}\Chromium"),
    "chrome": _windows(_CHROME_KEY, r"{local}\Google\Chrome", r"{programs}\Google\Chrome"),
    "chrome-beta": _windows(_CHROME_KEY, r"{local}\Google\Chrome Beta"),
    "chrome-dev": _windows(_CHROME_KEY, r"{local}\Google\Chrome Dev"),
    "chrome-canary": _windows(_CHROME_KEY, r"{local}\Google\Chrome SxS"),
    "chrome-for-testing": _windows(_TESTING_KEY, r"{local}\Google\Chrome for Testing"),
    "edge": _windows(_EDGE_KEY, r"{local}\Microsoft\Edge"),
    "edge-beta": _windows(_EDGE_KEY, r"{local}\Microsoft\Edge Beta"),
    "edge-dev": _windows(_EDGE_KEY, r"{local}\Microsoft\Edge Dev"),
    "edge-canary": _windows(_EDGE_KEY, r"{local}\Microsoft\Edge SxS"),
    "brave": _windows(_CHROME_KEY, r"{local}\BraveSoftware\Brave-Browser"),
    "brave-beta": _windows(_CHROME_KEY, r"{local}\BraveSoftware\Brave-Browser-Beta"),
    "brave-nightly": _windows(_CHROME_KEY, r"{local}\BraveSoftware\Brave-Browser-Nightly"),
    "vivaldi": _windows(_CHROME_KEY, r"{local}\Vivaldi"),
    "opera": _windows(_OPERA_KEYS, r"{roaming}\Opera Software"),
    "firefox": _windows(_user("Mozilla"), r"{roaming}\Mozilla\Firefox", r"{programs}\Mozilla Firefox"),
    "librewolf": _windows(_user("Mozilla"), r"{roaming}\librewolf"),
}

TABLE: dict[System, dict[Browser, Row]] = {"linux": _LINUX, "darwin": _MAC, "win32": _WINDOWS}
