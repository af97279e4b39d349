"""Builds the host's wheel and its source distribution, with the build backend that is locked."""

from collections.abc import Mapping
from pathlib import Path

from artefacts.build_error import BuildError
from support.dev_env import venv
from support.dev_env.progress import run


def build_host_packages(folder: Path, epoch: int) -> Path:
    """Write wheel and source distribution into a folder; return the wheel.

    The backend is called directly: a front end would make an environment, and download the backend again.
    """
    variables: Mapping[str, str] = {**venv.variables(), "SOURCE_DATE_EPOCH": str(epoch)}
    run(
        [venv.PYTHON, "-I", "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", folder],
        env=variables,
        cwd=venv.ROOT,
    )
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise BuildError(f"hatchling wrote {len(wheels)} wheels into {folder}")
    return wheels[0]
