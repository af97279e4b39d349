"""Sets up all that the tests need, runs every check, and ends with pytest; arguments go to pytest.

`python3 tests/run.py`, or `python3 tests/run.py tests/host -k journal`. The exit code is 0 only if every
check ran and held. What is missing is installed where nobody need be asked (as root on Debian), else named.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from support.browser import x_display
from support.dev_env import system_packages, venv
from support.dev_env.progress import Progress, StepError, run

FINDINGS = 300  # lines of a failed check that are shown
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadgroup")  # each browser's tests in a process of their own
KEYRING_PACKAGES = {"gnome-keyring-daemon": "gnome-keyring", "dbus-daemon": "dbus-daemon"}  # a Secret Service
DISPLAY_PACKAGES = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox"}


class Checks:
    """Runs one after another, whatever became of the one before, and remembers which did not hold."""

    def __init__(self) -> None:
        self.steps = Progress()
        self.failed: list[str] = []

    def take(self, name: str, title: str, action: Callable[[], object]) -> None:
        """Run one, tell its title and duration, and why it failed."""
        try:
            with self.steps.step(name, title):
                action()
        except StepError as problem:
            self.steps.say(f"{problem}\n")
            self.failed.append(title)

    def take_program(self, title: str, *command: str, cwd: Path = venv.ROOT) -> None:
        """Run one that is a program, found in the environment first."""
        self.take(command[0], title, lambda: run(command, env=venv.variables(), cwd=cwd, shown=FINDINGS))


def get_browsers() -> None:
    """Both browsers, and a display of our own for what only a window shows."""
    lacking = [name for name in system_packages.PACKAGES if not system_packages.find_browser(name)]
    programs = x_display.missing() if sys.platform == "linux" else []
    packages = [package for name in lacking for package in system_packages.PACKAGES[name]]
    packages += [DISPLAY_PACKAGES[program] for program in programs]
    if packages:
        system_packages.install(packages, need=", ".join([*lacking, *programs]))


def get_keyring() -> None:
    """A system's keyring, for the key's tests; nobody's own is touched."""
    lacking = [name for name in KEYRING_PACKAGES if sys.platform == "linux" and not shutil.which(name)]
    if lacking:
        system_packages.install([KEYRING_PACKAGES[name] for name in lacking], need=", ".join(lacking))


def main() -> int:
    """Set up, check, and hand over to pytest."""
    checks = Checks()
    checks.take("environment", "A Python environment of its own, in .local", venv.make_environment)
    checks.take("host", "The host, with what it is tested with", lambda: venv.install_host("dev"))
    checks.take("browsers", "Both browsers, and a display for them", get_browsers)
    checks.take("keyring", "A keyring to keep test keys in", get_keyring)
    checks.take("extension", "Node, and the extension, built", venv.build_extension)

    checks.take_program("ruff check", "ruff", "check", ".")
    checks.take_program("ruff format --check", "ruff", "format", "--check", ".")
    checks.take_program("mypy", "mypy")
    checks.take_program("npm run check", "npm", "run", "--silent", "check", cwd=venv.EXTENSION)
    checks.take_program("npm test", "npm", "test", "--silent", cwd=venv.EXTENSION)

    if checks.failed:
        checks.steps.say(f"\nDID NOT HOLD: {'; '.join(checks.failed)}. See above; pytest comes all the same.")
    checks.steps.say("")
    tests = subprocess.run(
        [venv.PYTHON, "-m", "pytest", *SIDE_BY_SIDE, *sys.argv[1:]],
        env=venv.variables(),
        cwd=venv.ROOT,
        check=False,
    )
    return 1 if checks.failed or tests.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
