"""The files of a release and the Debian package, built once for all processes of a test run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from artefacts import crx, debian_package
from artefacts.release import build_release, source_date_epoch
from artefacts.signed_extension import load_or_make_key
from support import debian
from support.clean_root import CleanRoot, clean_root
from support.dev_env import venv


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder with all files of a release. Tests read it only."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "release"
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "SHA256SUMS").exists():
            build_release(folder)
    return folder


@pytest.fixture(scope="session")
def package(release: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The Debian package for the Python of this system alone, and beside it the key whose ID it allows."""
    version = debian.system_python()
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "debian"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            folder.mkdir()
            [wheel] = release.glob("*.whl")
            debian_package.build_debian_package(
                folder,
                wheel,
                source_date_epoch(),
                pythons=[version],
                wheels=venv.WHEELS,
                extension_ids=[crx.extension_id(load_or_make_key(folder / debian.KEY, 2048))],
            )
    return next(folder.glob("*.deb"))


@pytest.fixture
def root(tmp_path: Path) -> Iterator[CleanRoot]:
    """A root of its own for packages."""
    with clean_root(tmp_path) as opened:
        yield opened


@pytest.fixture
def unpackaged(root: CleanRoot, package: Path, tmp_path: Path) -> list[str]:
    """The package's files as they are installed by hand elsewhere; how its command is started."""
    files = debian.unpacked(package, tmp_path / "files")
    root.run("cp", "-a", files / debian_package.FOLDER[1:], "/opt/copy")
    root.run("rm", "/opt/copy/voiso-call-host")
    return ["/opt/copy/bin/python3", "-IB", "-m", "voiso_call"]
