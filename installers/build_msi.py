"""Builds the Windows package into dist/, on Debian: an MSI with Python and all libraries, for all users.

    python3 installers/build_msi.py

It needs `wine` and `wixl`, which it installs where that needs no password; all else is set up in .local.
"""

import argparse
import sys
from pathlib import Path
from subprocess import CalledProcessError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the development environment

from support.dev_env import system_packages, venv
from support.dev_env.progress import Progress, StepError, run


def main() -> int:
    """Build the package; return 0 if that was done."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output", type=Path, default=venv.ROOT / "dist", metavar="DIR", help="default: dist"
    )
    args = parser.parse_args()
    progress = Progress()
    try:
        with progress.parallel_step("environment", "Environment to build with, in .local"):
            venv.make_environment()
            venv.install_host()
            system_packages.install_missing(system_packages.WINDOWS_PACKAGES)
        with progress.parallel_step("package", f"Windows package in {args.output}"):
            code = "import sys, pathlib; from windows.package import build; build(pathlib.Path(sys.argv[1]))"
            paths = {"PYTHONPATH": str(venv.ROOT / "installers")}
            run([venv.PYTHON, "-c", code, args.output.resolve()], env=venv.variables() | paths)
    except (StepError, OSError, CalledProcessError) as error:
        progress.say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
