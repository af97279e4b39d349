"""An installation without faults, for the tests that plant one."""

import sys
from pathlib import Path

import pytest

from voiso_call.config.paths import AppPaths
from voiso_call.install import native_manifest


@pytest.fixture(autouse=True)
def no_browsers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser of the machine that runs the tests is found."""
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))


@pytest.fixture
def manifest_file(paths: AppPaths) -> Path:
    """The host, registered with Chromium; where its manifest is."""
    if sys.platform != "linux":
        pytest.skip("only Linux can be registered yet")
    planned = native_manifest.plan_install("chromium", paths)
    native_manifest.install(planned)
    return planned.manifest_file
