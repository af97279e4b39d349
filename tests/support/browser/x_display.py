"""A display of our own for windows that no protocol reaches: Xvfb, and xdotool's real mouse and keyboard."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from support.browser.child_process import Child
from support.browser.polling import TIMEOUT_S, wait_until

COMMANDS = ("Xvfb", "xdotool", "openbox")


def missing() -> list[str]:
    """The programs that a display of our own needs and this machine lacks."""
    return [name for name in COMMANDS if not shutil.which(name)]


@contextlib.contextmanager
def own_display(folder: Path, width: int = 1400, height: int = 1000) -> Iterator[dict[str, str]]:
    """A running X display with a window manager; yields the environment variables that lead there."""
    reading, writing = os.pipe()
    server = [
        *("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"),
        *("-nolisten", "tcp", "-noreset"),
    ]
    try:
        xvfb = Child(server, folder / "xvfb.log", os.environ, keep=(writing,))
    finally:
        os.close(writing)
    with xvfb, os.fdopen(reading) as answer:
        number = answer.readline().strip()  # ends at once when Xvfb does
        if not number:
            raise RuntimeError(f"no display; {xvfb.state()}")
        there = {"DISPLAY": f":{number}"}
        # Without a window manager no window has the focus, and keys go nowhere.
        with Child(["openbox"], folder / "openbox.log", {**os.environ, **there}) as manager:
            wait_until(
                lambda: _xdotool({**os.environ, **there}, "get_desktop", check=False),
                "the window manager",
                instead=manager.state,
            )
            yield there


class Mouse:
    """The display's one pointer and keyboard: what a person has in hand."""

    def __init__(self, env: Mapping[str, str]):
        if "DISPLAY" not in env or not shutil.which("xdotool"):
            raise NotImplementedError("a real mouse needs an X display in env and the program xdotool")
        self.env = env

    def click(self, x: float, y: float, *, button: int = 1) -> None:
        """Click at a place of the screen."""
        _xdotool(self.env, "mousemove", "--sync", str(round(x)), str(round(y)), "click", str(button))

    def keys(self, *names: str) -> None:
        """Press keys one after another, named as X names them: `Up`, `Return`, `alt+shift+c`."""
        for name in names:
            _xdotool(self.env, "key", "--clearmodifiers", name)


def _xdotool(env: Mapping[str, str], *words: str, check: bool = True) -> str:
    done = subprocess.run(
        ["xdotool", *words], env=dict(env), check=check, capture_output=True, text=True, timeout=TIMEOUT_S
    )
    return done.stdout
