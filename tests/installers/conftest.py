"""The files of a release, built once for all processes of a test run."""

from pathlib import Path

import pytest
from filelock import FileLock

from artefacts.release import build_release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder with all files of a release. Tests read it only."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "release"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            build_release(folder)
    return folder
