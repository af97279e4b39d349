"""Builds a release into dist/: packages of host and extension, installers, checksums, bill of materials.

    python3 installers/build.py                  the same sources give the same bytes
    python3 installers/build.py --lint           and examines the Firefox package as addons.mozilla.org does

The files get the time SOURCE_DATE_EPOCH, or that of the last commit. Needs Python 3.11 or newer; everything
else is set up in .local, as for the tests.
"""

import argparse
import sys

if sys.hexversion < 0x030B0000:  # before the imports below, which older ones cannot parse
    raise SystemExit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import shutil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the development environment

from artefacts.build_error import BuildError
from artefacts.debian_package import build_debian_package
from artefacts.firefox_lint import lint_firefox_archive
from artefacts.release import build_release
from support.dev_env import venv
from support.dev_env.progress import Progress, StepError


def main() -> int:
    """Run the steps; return 0 if everything was built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output", type=Path, default=venv.ROOT / "dist", metavar="DIR", help="default: dist"
    )
    parser.add_argument(
        "--lint", action="store_true", help="also run addons-linter, which is downloaded: 61 MB"
    )
    args = parser.parse_args()
    progress = Progress()
    folder = args.output.resolve()
    try:
        with progress.parallel_step("environment", "Environment to build with, in .local"):
            venv.make_environment()
            venv.install_host()
            venv.install_node_modules()
        with progress.parallel_step("release", f"Release in {folder}"):
            builders = [build_debian_package] if shutil.which("dpkg-deb") else []
            build_release(folder, builders)
            if not builders:
                progress.say("No Debian package: this system has no dpkg-deb.")
        for file in sorted(folder.iterdir()):
            progress.say(f"{file.stat().st_size:>11,}  {file.name}")
        if args.lint:
            with progress.parallel_step("lint", "addons-linter"):
                lint_firefox_archive(next(folder.glob("*.xpi")), progress.say)
    except (BuildError, StepError, OSError) as error:
        progress.say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
