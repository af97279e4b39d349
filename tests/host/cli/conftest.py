"""A sandbox for the command line: it answers on a thread while a command runs in the test's own thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.sandbox_thread import sandbox_thread


@pytest.fixture
def sandbox_log(tmp_path: Path) -> Path:
    """Return the file in which the sandbox logs its requests."""
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def sandbox_url(sandbox_log: Path) -> Iterator[str]:
    """Run a sandbox; its URL."""
    with sandbox_thread(sandbox_log) as url:
        yield url
