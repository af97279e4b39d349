"""An X display of its own (Xvfb), with xdotool's mouse and keyboard, for windows that no protocol reaches."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from support.browser.child_process import Child
from support.browser.polling import TIMEOUT_S, wait_until

EDGE_PX = 5
COMMANDS = ("Xvfb", "xdotool", "openbox")


def missing() -> list[str]:
    """Return the programs that this needs and that are not installed."""
    return [name for name in COMMANDS if not shutil.which(name)]


@contextlib.contextmanager
def own_display(folder: Path, width: int = 1400, height: int = 1000) -> Iterator[dict[str, str]]:
    """Run an X display with a window manager; yield the environment variables of its clients."""
    reading, writing = os.pipe()
    server = [
        *("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"),
        *("-nolisten", "tcp", "-noreset"),
    ]
    try:
        xvfb = Child(server, folder / "xvfb.log", os.environ, keep=(writing,))
    finally:
        os.close(writing)
    with xvfb, os.fdopen(reading) as output:
        number = output.readline().strip()  # empty when Xvfb has ended
        if not number:
            raise RuntimeError(f"no display; {xvfb.state()}")
        variables = {"DISPLAY": f":{number}"}
        # Without a window manager no window has the focus, and keys have no effect.
        with Child(["openbox"], folder / "openbox.log", {**os.environ, **variables}) as manager:
            wait_until(
                lambda: _xdotool({**os.environ, **variables}, "get_desktop", check=False),
                "the window manager",
                instead=manager.state,
            )
            yield variables


class Mouse:
    """The pointer and the keyboard of the display."""

    def __init__(self, env: Mapping[str, str]):
        if "DISPLAY" not in env or not shutil.which("xdotool"):
            raise NotImplementedError("a real mouse needs an X display in env and the program xdotool")
        self.env = env

    def click(self, x: float, y: float, *, button: int = 1) -> None:
        """Click at a point of the screen."""
        left, top = round(x), round(y)
        beside = (
            "mousemove",
            str(left + 1),
            str(top),
        )  # --sync waits for a move, also if it is there already
        _xdotool(self.env, *beside, "mousemove", "--sync", str(left), str(top), "click", str(button))

    def windows(self) -> set[str]:
        """Return the IDs of the visible windows, menus included."""
        return set(_xdotool(self.env, "search", "--onlyvisible", "--class", ".*", check=False).split())

    def is_over(self, window: str) -> bool:
        """Whether the pointer is at a window, or right at its edge, where a menu opens."""
        geometry = _shell_variables(_xdotool(self.env, "getwindowgeometry", "--shell", window, check=False))
        pointer = _shell_variables(_xdotool(self.env, "getmouselocation", "--shell"))
        if "WIDTH" not in geometry:
            return False  # it was closed
        x, y = pointer["X"] - geometry["X"], pointer["Y"] - geometry["Y"]
        return -EDGE_PX <= x <= geometry["WIDTH"] + EDGE_PX and -EDGE_PX <= y <= geometry["HEIGHT"] + EDGE_PX

    def type(self, text: str) -> None:
        """Type a text."""
        _xdotool(self.env, "type", "--clearmodifiers", "--delay", "20", text)

    def keys(self, *names: str) -> None:
        """Press keys one after another, by their X names: `Up`, `Return`, `alt+shift+c`."""
        for name in names:
            _xdotool(self.env, "key", "--clearmodifiers", name)


def focused_window(env: Mapping[str, str]) -> str:
    """Return the title of the window that has the focus."""
    return _xdotool(env, "getwindowfocus", "getwindowname", check=False).strip()


def _shell_variables(text: str) -> dict[str, int]:
    """Read lines such as `X=12`."""
    pairs = (line.partition("=") for line in text.splitlines())
    return {name: int(value) for name, _, value in pairs if value.lstrip("-").isdigit()}


def _xdotool(env: Mapping[str, str], *words: str, check: bool = True) -> str:
    done = subprocess.run(
        ["xdotool", *words], env=dict(env), check=check, capture_output=True, text=True, timeout=TIMEOUT_S
    )
    return done.stdout
