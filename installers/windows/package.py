"""Builds the Windows package on Linux: an MSI for all users of a computer, with Python and all libraries."""

import hashlib
import subprocess
import tempfile
import uuid
from pathlib import Path

from voiso_call import __version__
from windows.downloads import download
from windows.folder import make_folder
from windows.wine import Wine
from windows.wix_source import UPGRADE_CODE, wix_source


def build(dist: Path) -> Path:
    """Build the MSI into a folder, and return it; needs Wine and wixl. Raises CalledProcessError, OSError."""
    with tempfile.TemporaryDirectory(prefix="voiso-msi-") as name:
        work = Path(name)
        wine = Wine(work / "wine")
        wine.start()
        try:
            download(work / "downloads")
            folder = make_folder(work / "voiso-call", work / "downloads", wine)
        finally:
            wine.stop()
        return make_msi(folder, dist, __version__)


def make_msi(folder: Path, dist: Path, version: str) -> Path:
    """Make the MSI of a folder, and return it. Raises CalledProcessError, OSError."""
    dist.mkdir(parents=True, exist_ok=True)
    package = dist / f"voiso-click-to-call-{version}-win64.msi"
    source = folder.parent / "package.wxs"
    source.write_bytes(wix_source(folder, version, _package_id(folder, version)))
    subprocess.run(["wixl", "--arch", "x64", "--output", str(package.absolute()), str(source)], check=True)
    return package


def _package_id(folder: Path, version: str) -> uuid.UUID:
    """Return the ID of the MSI. Windows takes two with the same ID for the same, so that content counts."""
    digest = hashlib.sha256(version.encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return uuid.uuid5(UPGRADE_CODE, digest.hexdigest())
