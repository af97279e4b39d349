"""Signs a built extension for Chromium's family with a key of your own, for your web server and a policy.

    python3 installers/build.py
    python3 installers/sign_extension.py --key ~/keys/voiso.pem --url https://extensions.example.com/voiso/

The key is made if the file is missing. Keep it: it gives the extension its ID, and all updates need it.
"""

import argparse
import sys

if sys.hexversion < 0x030B0000:  # before the imports below, which older ones cannot parse
    raise SystemExit(f"This needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.")

import subprocess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))  # the development environment

from support.dev_env import venv
from support.dev_env.progress import Progress, StepError


def main() -> int:
    """Set up what signing needs, and sign; return 0 if the files were written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="a private RSA key, PEM")
    parser.add_argument("--url", required=True, help="where you will put the files")
    parser.add_argument("--archive", type=Path, metavar="ZIP", help="default: the one in dist")
    parser.add_argument(
        "--output", type=Path, default=venv.ROOT / "dist-signed", metavar="DIR", help="default: dist-signed"
    )
    args = parser.parse_args()
    archives = [args.archive] if args.archive else sorted((venv.ROOT / "dist").glob("*-chromium.zip"))
    if len(archives) != 1:
        parser.error(f"dist has {len(archives)} archives of the extension; run installers/build.py")
    progress = Progress()
    try:
        with progress.parallel_step("environment", "Environment to sign with, in .local"):
            venv.make_environment()
            venv.install_host()
    except (StepError, OSError) as error:
        progress.say(f"\n{error}")
        return 1
    args.output.mkdir(parents=True, exist_ok=True)
    command = [
        venv.PYTHON,
        "-P",
        "-m",
        "artefacts.signed_extension",
        args.key,
        args.url,
        archives[0],
        args.output,
    ]
    variables = {**venv.variables(), "PYTHONPATH": str(venv.ROOT / "installers")}
    return subprocess.run(command, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
