"""Builds the Debian package of the host into dist/, for all users and every browser; needs Debian or Ubuntu.

    python3 installers/build_deb.py                       # or with --extension-id ID, see sign_extension.py
    sudo apt install ./dist/voiso-click-to-call_*.deb

`installers/build.py` builds it together with everything else.
"""

import argparse
import sys

if sys.hexversion < 0x030B0000:  # before the imports below, which older ones cannot parse
    raise SystemExit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the development environment

from artefacts.build_error import BuildError
from artefacts.debian_package import build_debian_package
from artefacts.host_packages import build_host_packages
from artefacts.release import source_date_epoch
from support.dev_env import venv
from support.dev_env.progress import Progress, StepError


def build(dist: Path, extension_ids: Sequence[str] = ()) -> Path:
    """Build the package into a folder, and return it. Raises BuildError, StepError."""
    dist.mkdir(parents=True, exist_ok=True)
    epoch = source_date_epoch()
    with tempfile.TemporaryDirectory(prefix="voiso-wheel-") as folder:
        wheel = build_host_packages(Path(folder), epoch)
        return build_debian_package(dist, wheel, epoch, extension_ids=extension_ids)


def main() -> int:
    """Set up what the build needs, and build; return 0 if there is a package."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--extension-id",
        action="append",
        default=[],
        metavar="ID",
        help="also allow the extension that you have signed with a key of your own: its ID",
    )
    args = parser.parse_args()
    progress = Progress()
    try:
        with progress.parallel_step("environment", "Environment to build with, in .local"):
            venv.make_environment()
            venv.install_host()
        with progress.parallel_step("package", "Debian package"):
            file = build(venv.ROOT / "dist", args.extension_id)
        progress.say(f"{file.stat().st_size:>11,}  {file}")
    except (BuildError, StepError, OSError) as error:
        progress.say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
