"""Sets up what the tests need, runs every check, then pytest, to which other arguments go.

    python3 tests/run.py                          everything
    python3 tests/run.py --fast                   linters, types and unit tests; installs no browser
    python3 tests/run.py tests/host -k journal    every check, and only these tests

Missing packages are installed where that needs no password (as root on Debian), and named elsewhere. The exit
code is 0 only if every check passed.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.browser import x_display
from support.dev_env import system_packages, venv, windows_downloads
from support.dev_env.progress import Progress, StepError, run

MAX_OUTPUT_LINES = 300  # of a failed check that are shown
TEST_PROCESSES = 4  # more than cores: three drive browsers, which mostly wait, and one does the rest
KEYRING_PACKAGES = {"gnome-keyring-daemon": "gnome-keyring", "dbus-daemon": "dbus-daemon"}  # a Secret Service
DISPLAY_PACKAGES = {"Xvfb": "xvfb", "xdotool": "xdotool", "openbox": "openbox"}

Step = tuple[str, str, Callable[[], object]]  # its name, its title, and what it does


class Checks:
    """Runs steps, goes on after one that failed, and remembers its title."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.failed: list[str] = []

    def run(self, name: str, title: str, action: Callable[[], object]) -> None:
        """Run one step; print its title, its duration, and why it failed."""
        try:
            with self.progress.parallel_step(name, title):
                action()
        except StepError as error:
            self.progress.say(f"{error}\n")
            self.failed.append(title)

    def run_lanes(self, *lanes: Sequence[Step]) -> None:
        """Run lanes of steps at the same time; the steps of a lane one after the other."""

        def run_all(lane: Sequence[Step]) -> None:
            for step in lane:
                self.run(*step)

        with ThreadPoolExecutor(len(lanes)) as pool:
            list(pool.map(run_all, lanes))


def program(*command: str, cwd: Path = venv.ROOT) -> Step:
    """Make a step of a program, which is looked up in the venv first."""
    title = " ".join(command)
    return title, title, lambda: run(command, env=venv.variables(), cwd=cwd, max_lines=MAX_OUTPUT_LINES)


def install_packages() -> None:
    """Install both browsers, a display for windows that no protocol reaches, a keyring, and Wine."""
    browsers = [name for name in system_packages.PACKAGES if not system_packages.find_browser(name)]
    packages = [package for name in browsers for package in system_packages.PACKAGES[name]]
    missing: list[str] = [*browsers]
    if sys.platform == "linux":
        programs = {name: DISPLAY_PACKAGES[name] for name in x_display.missing()}
        programs |= system_packages.missing(KEYRING_PACKAGES)
        if system_packages.can_install():  # elsewhere the tests of the Windows package are skipped
            programs |= system_packages.missing(system_packages.WINDOWS_PACKAGES)
        packages += programs.values()
        missing += programs
    if packages:
        system_packages.install(packages, need=", ".join(missing))


def main() -> int:
    """Set up, check, and start pytest. Return the exit code."""
    if {"-h", "--help"} & {*sys.argv[1:]}:
        Progress().say(str(__doc__))
        return 0
    start = time.monotonic()
    arguments = [argument for argument in sys.argv[1:] if argument != "--fast"]
    is_fast = len(arguments) < len(sys.argv) - 1
    checks = Checks()
    checks.run("environment", "Python environment in .local", venv.make_environment)
    checks.run("host", "Host and development tools", lambda: venv.install_host("dev"))
    packages: Step = "packages", "Browsers, virtual display, keyring and Wine", install_packages
    wheels: Step = "wheels", "Packages of the host, for tests of the installers", venv.download_wheels
    node: Step = "node", "Node and the packages of the extension", venv.install_node_modules
    extension: Step = "extension", "Node; build of the extension", venv.build_extension
    npm = "npm", "run", "--silent"
    windows: Step = "windows", "Parts of the Windows package, for its tests", windows_downloads.download
    downloads = [] if is_fast else [packages, wheels, *([windows] if sys.platform == "linux" else [])]
    checks.run_lanes(
        downloads,
        [
            program("mypy"),
            program("ruff", "check", "."),
            program("ruff", "format", "--check", "."),
            program("lint-imports"),
        ],
        [
            node if is_fast else extension,
            program(*npm, "check", cwd=venv.EXTENSION),
            program(*npm, "test", cwd=venv.EXTENSION),
            program(*npm, "generate", "--", "--check", cwd=venv.EXTENSION),
        ],
    )
    checks.progress.say("")
    began = time.monotonic()
    marker = ["-m", "not slow"] if is_fast else []
    parallel = ["-n", str(TEST_PROCESSES), "--dist", "loadgroup"]
    tests = subprocess.run(
        [venv.PYTHON, "-m", "pytest", *parallel, *marker, *arguments],
        env=venv.variables(),
        cwd=venv.ROOT,
        check=False,
    )
    now = time.monotonic()
    if tests.returncode:
        checks.failed.append("pytest")
    checks.progress.say(f"\npytest {now - began:.1f} s, in all {now - start:.1f} s")
    checks.progress.say(f"FAILED, see above: {'; '.join(checks.failed)}" if checks.failed else "All passed.")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
